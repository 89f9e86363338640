namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A part of the market data, in the order of time.</summary>
internal enum DataPart
{
    /// <summary>What policies learn from.</summary>
    Training,

    /// <summary>What they are judged by.</summary>
    Validation,

    /// <summary>The end, which decides nothing.</summary>
    Holdout,

    /// <summary>All of them, as of data that a finished policy is used on.</summary>
    Whole,
}
