using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>One trial on one symbol, a slice at a time: what the kernels give after each slice, without looking at later ones.</summary>
internal sealed class SliceWalk
{
    private readonly sbyte[] turns;
    private readonly ExitRules rules;
    private readonly double[] atr;
    private readonly MarketConditions market;
    private readonly int slices;
    private readonly bool alone;
    private TradeStatistics total;
    private TradeStatistics last;
    private int done;

    public SliceWalk(SignalRule signal, ExitRules rules, MarketConditions market, int slices, bool alone)
    {
        (this.rules, this.market, this.slices, this.alone) = (rules, market, slices, alone);
        turns = ReferenceKernel.Turns(signal, market.Series, []);
        atr = rules.UsesAtr ? ReferenceKernel.AverageTrueRange(market.Series, rules.AtrPeriod) : [];
    }

    /// <summary>All slices so far.</summary>
    public TradeStatistics Total => total;

    /// <summary>The last slice alone, where that was asked for.</summary>
    public TradeStatistics Last => last;

    /// <summary>Trades the next slice.</summary>
    public void Advance()
    {
        int begin = market.SliceBegin(done, slices), end = market.SliceBegin(++done, slices);
        ReferenceKernel.Walk(turns, rules, atr, market, begin, end, ref total);
        if (!alone)
            return;
        // Walked again, because sums of doubles depend on their order: adding a slice's own sums would not give the kernel's bits.
        last = default;
        ReferenceKernel.Walk(turns, rules, atr, market, begin, end, ref last);
    }
}
