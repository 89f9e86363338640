namespace ServerlessTuner.Core.Service;

/// <summary>
/// One ranked trial of a stage: one row of the table <c>trials</c>. The table holds the best of a stage, not all of a large
/// one: those stand in the result files.
/// </summary>
public sealed record TrialRecord
{
    /// <summary>The stage, from 1.</summary>
    public required int Stage { get; init; }

    /// <summary>The rank within the stage, from 1.</summary>
    public required int Rank { get; init; }

    /// <summary>The trial's number.</summary>
    public required long Trial { get; init; }

    /// <summary>How it ended.</summary>
    public TrialState State { get; init; }

    /// <summary>The ranking score, or null where there is none.</summary>
    public double? Score { get; init; }

    /// <summary>The parameter values as one JSON object.</summary>
    public required string Values { get; init; }

    /// <summary>Metrics by column, such as <c>sharpe_B</c>; empty while the stage is at work.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Why it failed, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>How long it took, or null where trials are not timed one by one.</summary>
    public double? Seconds { get; init; }

    /// <summary>Megabytes that it allocated, more than it held at once, or null.</summary>
    public double? Megabytes { get; init; }

    /// <summary>The row key: stage and rank, so that rows of a stage are read in order.</summary>
    public string RowKey => $"{Stage}-{Rank:D10}";
}
