using ServerlessTuner.Core.Model.Objectives;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>A backtest of a strategy.</summary>
/// <param name="Strategy">The strategy's name, as listed by <c>tuner strategies</c>.</param>
/// <param name="Slices">Into how many consecutive slices the data is cut; each is a step. 1 for none.</param>
public sealed record BacktestSpec(string Strategy, int Slices = 1) : ObjectiveSpec
{
    /// <inheritdoc/>
    public override bool HasScenarios => true;

    /// <inheritdoc/>
    public override bool HasLuck => true;

    /// <inheritdoc/>
    public override string? TradesMetric => "trades";

    /// <inheritdoc/>
    public override bool HasSymbols => true;
}
