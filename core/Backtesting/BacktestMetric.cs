namespace ServerlessTuner.Core.Backtesting;

/// <summary>A metric of a backtest, and what it needs to be defined.</summary>
/// <param name="Name">The name in result files.</param>
/// <param name="Trades">How many trades it needs at least.</param>
/// <param name="Losses">How many of them must have lost.</param>
public sealed record BacktestMetric(string Name, int Trades, int Losses = 0)
{
    /// <summary>Why a trial has no value, for people; where the name says the rest.</summary>
    public string Needs => (Trades, Losses) switch
    {
        (_, > 0) => "needs at least one losing trade",
        (1, _) => "needs at least one trade",
        _ => $"needs at least {Trades} trades",
    };
}
