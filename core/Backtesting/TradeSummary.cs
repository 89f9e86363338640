namespace ServerlessTuner.Core.Backtesting;

/// <summary>What several metrics share, computed once from the statistics of the trades.</summary>
internal sealed class TradeSummary
{
    private readonly TradeStatistics pips;

    /// <summary>Summarises trades.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="observed">The profits that ratios come from.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    public TradeSummary(TradeStatistics pips, ProfitMoments observed, double years, double bars)
    {
        this.pips = pips;
        Observed = observed;
        Bars = bars;
        Trades = pips.Trades;
        Mean = pips.Sum / Trades;
        GrossLoss = pips.GrossProfit - pips.Sum;
        // Over an instant there are no observations per year.
        PerYear = years > 0 ? Math.Sqrt(observed.Count / years) : double.NaN;
    }

    /// <summary>The statistics in pips.</summary>
    public ref readonly TradeStatistics Pips => ref pips;

    /// <summary>The profits that ratios come from.</summary>
    public ProfitMoments Observed { get; }

    /// <summary>Bars traded.</summary>
    public double Bars { get; }

    /// <summary>How many trades there are.</summary>
    public double Trades { get; }

    /// <summary>The mean profit of a trade.</summary>
    public double Mean { get; }

    /// <summary>The sum of the losses, as a positive number.</summary>
    public double GrossLoss { get; }

    /// <summary>The square root of the observations per year; NaN without a span.</summary>
    public double PerYear { get; }
}
