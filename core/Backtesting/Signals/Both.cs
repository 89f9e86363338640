namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Holds where both conditions hold.</summary>
public sealed record Both(Condition Left, Condition Right) : Condition;
