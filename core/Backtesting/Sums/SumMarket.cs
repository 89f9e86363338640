using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>What all trades of a market have in common.</summary>
internal readonly unsafe struct SumMarket
{
    private readonly ushort* codes;
    private readonly int* costs;

    /// <summary>Takes the columns of a market, whose arrays are pinned.</summary>
    public SumMarket(MarketConditions market, TimeBlockLows lows, TimeBlockFills fills)
    {
        (Lows, Fills) = (lows, fills);
        Lag = market.Delay + 1;
        Bars = market.Series.Count;
        LeastCost = market.LeastCost;
        costs = (int*)Unsafe.AsPointer(ref market.Costs[0]);
        codes = market.CostCodes is ushort[] byBar ? (ushort*)Unsafe.AsPointer(ref byBar[0]) : null;
        Opens = (int*)Unsafe.AsPointer(ref market.Series.Open[0]);
        Closes = (int*)Unsafe.AsPointer(ref market.Series.Close[0]);
    }

    /// <summary>Bars from signal to fill.</summary>
    public int Lag { get; }

    /// <summary>How many bars there are.</summary>
    public int Bars { get; }

    /// <summary>As <see cref="MarketConditions.LeastCost"/>.</summary>
    public int LeastCost { get; }

    /// <summary>Opens in points.</summary>
    public int* Opens { get; }

    /// <summary>Closes in points.</summary>
    public int* Closes { get; }

    /// <summary>How low prices were, around the current block of time.</summary>
    public TimeBlockLows Lows { get; }

    /// <summary>How signals of the current block of time are filled.</summary>
    public TimeBlockFills Fills { get; }

    /// <summary>The cost of a round trip that pays the spread of a bar, in points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CostAt(int bar) => costs[codes != null ? codes[bar] : bar];

    /// <summary>The open of a bar, in the lower half, and the cost of a round trip that pays its spread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FillAt(int bar) => ((long)CostAt(bar) << 32) | (uint)Opens[bar];

    /// <summary>The close of a bar, in the lower half, and the same cost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CloseAt(int bar) => ((long)CostAt(bar) << 32) | (uint)Closes[bar];
}
