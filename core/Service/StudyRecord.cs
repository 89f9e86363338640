using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Service;

/// <summary>Where a study of a service stands.</summary>
public enum StudyStatus
{
    /// <summary>Accepted; it waits for its turn.</summary>
    Queued,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Starts no new work until resumed.</summary>
    Paused,

    /// <summary>Finishes what runs, then publishes.</summary>
    Stopping,

    /// <summary>Ran to its end; its results are published.</summary>
    Completed,

    /// <summary>Was stopped; what had been finished by then is published.</summary>
    Stopped,

    /// <summary>Ended by a fault; <see cref="StudyRecord.Error"/> says which.</summary>
    Failed,

    /// <summary>Was cancelled; nothing is published.</summary>
    Cancelled,
}

/// <summary>What a service keeps about a study: one row of the table <c>studies</c>.</summary>
public sealed record StudyRecord
{
    /// <summary>The id: letters, digits, hyphens and underscores; the row key.</summary>
    public required string Id { get; init; }

    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of the study, as <see cref="StudyRequest.HashOf"/> makes it: tells a repeated request from a conflict.</summary>
    public required string Hash { get; init; }

    /// <summary>The name of the metric that ranks.</summary>
    public required string Metric { get; init; }

    /// <summary>Which way is better.</summary>
    public required Goal Goal { get; init; }

    /// <summary>Whether agents outside evaluate the trials.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Where the study stands.</summary>
    public StudyStatus Status { get; init; }

    /// <summary>Why it failed, for people, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The stage at work, from 1; the last one when the study is done.</summary>
    public int Stage { get; init; } = 1;

    /// <summary>How many stages there are.</summary>
    public int Stages { get; init; } = 1;

    /// <summary>Pieces of the stage that are done: trials in the first, evaluations later.</summary>
    public long Done { get; init; }

    /// <summary>Pieces of the stage in all; 0 while unknown.</summary>
    public long Total { get; init; }

    /// <summary>Trials that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Trials that a pruner stopped.</summary>
    public long Pruned { get; init; }

    /// <summary>Trials that have ended, however they did.</summary>
    public long Trials { get; init; }

    /// <summary>The number of the best trial known, or null.</summary>
    public long? BestTrial { get; init; }

    /// <summary>Its score, or null.</summary>
    public double? BestScore { get; init; }

    /// <summary>Its values as one JSON object, or null.</summary>
    public string? BestValues { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it first went to work, or null.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Seconds at work, over all restarts; queue and pauses do not count.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds at work in this stage.</summary>
    public double StageSeconds { get; init; }

    /// <summary>The names of the published artifacts; empty before the end.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>Whether the study has ended, one way or another.</summary>
    public bool HasEnded => Status is StudyStatus.Completed or StudyStatus.Stopped or StudyStatus.Failed or StudyStatus.Cancelled;
}

/// <summary>How a trial stands in the records.</summary>
public enum TrialState
{
    /// <summary>Evaluated.</summary>
    Complete,

    /// <summary>A pruner stopped it.</summary>
    Pruned,

    /// <summary>It failed; its score is null.</summary>
    Failed,
}

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

    /// <summary>The row key: stage and rank, so that rows of a stage are read in order.</summary>
    public string RowKey => $"{Stage}-{Rank:D10}";
}
