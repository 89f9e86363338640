using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>A metric of a backtest, and what it needs to be defined.</summary>
/// <param name="Name">The name in result files.</param>
/// <param name="Goal">Which way is better where the study file does not say.</param>
/// <param name="Summary">Meaning and unit, one sentence.</param>
/// <param name="Trades">How many trades it needs at least.</param>
/// <param name="Losses">How many of them must have lost.</param>
public sealed record BacktestMetric(string Name, Goal Goal, string Summary, int Trades, int Losses = 0)
    : MetricDefinition(Name, Goal, Summary)
{
    /// <inheritdoc/>
    public override string Needs => (Trades, Losses) switch
    {
        (_, > 0) => "needs at least one losing trade",
        (1, _) => "needs at least one trade",
        _ => $"needs at least {Trades} trades",
    };

    /// <summary>
    /// Whether there are enough trades for it; those of several symbols on one day count as one where deviations need two.
    /// </summary>
    internal bool IsDefined(TradeSummary summary) =>
        summary.Trades >= Trades && (Losses == 0 || summary.GrossLoss > 0) && (Trades <= 1 || summary.Observed.Count >= Trades);
}
