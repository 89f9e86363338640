namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Something that holds or does not hold at the close of a bar.</summary>
public abstract record SignalCondition
{
    /// <summary>Holds where both hold.</summary>
    public static SignalCondition operator &(SignalCondition left, SignalCondition right) => new Both(left, right);

    /// <summary>Holds where at least one holds.</summary>
    public static SignalCondition operator |(SignalCondition left, SignalCondition right) => new Either(left, right);
}
