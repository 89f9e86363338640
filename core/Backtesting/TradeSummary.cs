namespace ServerlessTuner.Core.Backtesting;

/// <summary>What several metrics share, computed once from the statistics of one or more trades.</summary>
internal sealed class TradeSummary
{
    private readonly TradeStatistics pips;

    /// <summary>Summarises trades.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    public TradeSummary(TradeStatistics pips, double years, double bars)
    {
        this.pips = pips;
        Bars = bars;
        Trades = pips.Trades;
        Mean = pips.Sum / Trades;
        GrossLoss = pips.GrossProfit - pips.Sum;
        PerYear = years > 0 ? Math.Sqrt(Trades / years) : 0;
        double squares = pips.SumOfSquares - (Mean * pips.Sum);
        // What is left of equal profits is rounding.
        Deviation = Trades > 1 && squares > 1e-12 * pips.SumOfSquares ? Math.Sqrt(squares / (Trades - 1)) : 0;
        Downside = Math.Sqrt(pips.SumOfLossSquares / Trades);
    }

    /// <summary>The statistics in pips.</summary>
    public ref readonly TradeStatistics Pips => ref pips;

    /// <summary>Bars traded.</summary>
    public double Bars { get; }

    /// <summary>How many trades there are.</summary>
    public double Trades { get; }

    /// <summary>The mean profit.</summary>
    public double Mean { get; }

    /// <summary>The sum of the losses, as a positive number.</summary>
    public double GrossLoss { get; }

    /// <summary>The square root of the trades per year; 0 without a span.</summary>
    public double PerYear { get; }

    /// <summary>The standard deviation (n − 1); 0 for one trade, or where all earn the same.</summary>
    public double Deviation { get; }

    /// <summary>The root mean square of the losses, over all trades.</summary>
    public double Downside { get; }
}
