namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>
/// What a trial runs. An objective also says what it has in common with a market, so that reports and tables need not ask for its kind.
/// </summary>
public abstract record ObjectiveSpec
{
    /// <summary>
    /// Whether scenarios are market conditions that change a trial's metrics. Where they do not, one scenario needs no name in columns.
    /// </summary>
    public virtual bool HasScenarios => false;

    /// <summary>Whether a good score may be luck, as that of a strategy on past prices; a function's minimum is none.</summary>
    public virtual bool HasLuck => false;

    /// <summary>The metric that counts trades, which the low-trade rule looks at; null where nothing is traded.</summary>
    public virtual string? TradesMetric => null;

    /// <summary>Whether metrics of single symbols, written <c>name:SYMBOL</c>, follow those of the whole.</summary>
    public virtual bool HasSymbols => false;
}
