namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Holds where both conditions hold.</summary>
public sealed record Both(SignalCondition Left, SignalCondition Right) : SignalCondition;
