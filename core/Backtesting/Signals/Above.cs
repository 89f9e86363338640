namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Holds where <paramref name="Left"/> is above <paramref name="Right"/>; never where one of them is undefined.</summary>
public sealed record Above(Line Left, Line Right) : SignalCondition;
