using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>What all trades of a market have in common.</summary>
internal readonly unsafe struct SumMarket
{
    /// <summary>Takes the columns of a market, whose arrays are pinned.</summary>
    public SumMarket(MarketConditions market, TimeBlockLows lows)
    {
        Lows = lows;
        Lag = market.Delay + 1;
        LeastCost = market.LeastCost;
        if (market.OpenAndCost.Length == 0)
            return;
        OpenAndCost = (long*)Unsafe.AsPointer(ref market.OpenAndCost[0]);
        Closes = (int*)Unsafe.AsPointer(ref market.Series.Close[0]);
    }

    /// <summary>Bars from signal to fill.</summary>
    public int Lag { get; }

    /// <summary>By bar its open, in the lower half, and the cost of a round trip that pays its spread, in points.</summary>
    public long* OpenAndCost { get; }

    /// <summary>As <see cref="MarketConditions.LeastCost"/>.</summary>
    public int LeastCost { get; }

    /// <summary>Closes in points.</summary>
    public int* Closes { get; }

    /// <summary>How low prices were, around the current block of time.</summary>
    public TimeBlockLows Lows { get; }

    /// <summary>The cost of a round trip that pays the spread of a bar, in points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CostAt(int bar) => (int)(OpenAndCost[bar] >> 32);
}
