using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Service;

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

    /// <summary>Why it does not go on though its status says so, such as a full disk; null where it goes on.</summary>
    public string? Hold { get; init; }

    /// <summary>Pieces of the stage that are done: trials in the first, evaluations later.</summary>
    public long Done { get; init; }

    /// <summary>Pieces of the stage in all; 0 while unknown.</summary>
    public long Total { get; init; }

    /// <summary>Trials that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Trials that have no value to be ranked by, such as those that never traded.</summary>
    public long Undefined { get; init; }

    /// <summary>Trials that a pruner stopped.</summary>
    public long Pruned { get; init; }

    /// <summary>Trials that have ended, however they did, those of a batch at work too.</summary>
    public long Trials { get; init; }

    /// <summary>How many trials are applied: where they come in batches, every lower number has ended.</summary>
    public long Settled { get; init; }

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

    /// <summary>Seconds of work that a trial takes on the average, or null.</summary>
    public double? SecondsPerTrial { get; init; }

    /// <summary>Megabytes that a trial allocates on the average, more than it holds at once; null where that is not measured.</summary>
    public double? MegabytesPerTrial { get; init; }

    /// <summary>The names of the published artifacts; empty before the end.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>Whether the study has ended, one way or another.</summary>
    public bool HasEnded => Status is StudyStatus.Completed or StudyStatus.Stopped or StudyStatus.Failed or StudyStatus.Cancelled;
}
