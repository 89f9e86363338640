namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Holds where at least one condition holds.</summary>
public sealed record Either(SignalCondition Left, SignalCondition Right) : SignalCondition;
