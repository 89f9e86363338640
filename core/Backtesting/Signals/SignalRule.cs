namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// When a strategy turns. At the close of each bar the state becomes long where <paramref name="Long"/> alone holds, short
/// where <paramref name="Short"/> alone holds, and stays where neither or both hold. A change of state is a signal, so
/// signals alternate.
/// </summary>
/// <param name="Long">When to be long.</param>
/// <param name="Short">When to be short.</param>
/// <param name="FirstIsSilent">
/// Whether the first state is no signal. Of two averages one is above the other as soon as both exist, which is no cross;
/// an event such as a breakout is a signal the first time already.
/// </param>
public sealed record SignalRule(SignalCondition Long, SignalCondition Short, bool FirstIsSilent);
