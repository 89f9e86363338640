using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
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
    private readonly TradeLog? log;
    private TradeStatistics total;
    private TradeStatistics last;
    private int done;

    public SliceWalk(SignalRule signal, ExitRules rules, MarketConditions market, int slices, bool alone, bool logs)
    {
        log = logs ? new TradeLog() : null;
        (this.rules, this.market, this.slices, this.alone) = (rules, market, slices, alone);
        turns = ReferenceKernel.Turns(signal, market.Series, []);
        atr = rules.UsesAtr ? ReferenceKernel.AverageTrueRange(market.Series, rules.AtrPeriod) : [];
    }

    /// <summary>How many slices were traded.</summary>
    public int Done => done;

    /// <summary>All slices so far.</summary>
    public TradeStatistics Total => total;

    /// <summary>The last slice alone, where that was asked for.</summary>
    public TradeStatistics Last => last;

    /// <summary>The trades, where they were asked for.</summary>
    public TradeLog? Log => log;

    /// <summary>Trades the next slice.</summary>
    public void Advance()
    {
        int begin = market.SliceBegin(done, slices), end = market.SliceBegin(++done, slices);
        ReferenceKernel.Walk(turns, rules, atr, market, begin, end, log, ref total);
        log?.EndSlice();
        if (!alone)
            return;
        // Walked again, because sums of doubles depend on their order: adding a slice's own sums would not give the kernel's bits.
        last = default;
        ReferenceKernel.Walk(turns, rules, atr, market, begin, end, null, ref last);
    }
}
