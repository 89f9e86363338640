namespace ServerlessTuner.Core.Backtesting;

/// <summary>Something that holds or does not hold at the close of a bar.</summary>
public abstract record Condition
{
    /// <summary>Holds where both hold.</summary>
    public static Condition operator &(Condition left, Condition right) => new Both(left, right);

    /// <summary>Holds where at least one holds.</summary>
    public static Condition operator |(Condition left, Condition right) => new Either(left, right);
}

/// <summary>Holds where <paramref name="Left"/> is above <paramref name="Right"/>; never where one of them is undefined.</summary>
public sealed record Above(Line Left, Line Right) : Condition;

/// <summary>Holds where both conditions hold.</summary>
public sealed record Both(Condition Left, Condition Right) : Condition;

/// <summary>Holds where at least one condition holds.</summary>
public sealed record Either(Condition Left, Condition Right) : Condition;

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
public sealed record SignalRule(Condition Long, Condition Short, bool FirstIsSilent);
