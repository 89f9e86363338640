using System.Text.Json.Serialization;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>Where a study stands: the custom status of its orchestration, a few hundred bytes whatever the study's size.</summary>
public sealed record StudyProgress
{
    /// <summary>As in the study's record.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<StudyStatus>))]
    public StudyStatus Status { get; init; }

    /// <summary>Why the study failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Why the search ended before its budget was used up, or null.</summary>
    public string? EndReason { get; init; }

    /// <summary>The stage at work, from 1; the last one when all are done.</summary>
    public int Stage { get; init; } = 1;

    /// <summary>Pieces of the stage that are done.</summary>
    public long Done { get; init; }

    /// <summary>Pieces of the stage in all; 0 while unknown.</summary>
    public long Total { get; init; }

    /// <summary>Trials that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Trials that have no value to be ranked by.</summary>
    public long Undefined { get; init; }

    /// <summary>Trials that a pruner stopped.</summary>
    public long Pruned { get; init; }

    /// <summary>Trials that have ended and are applied.</summary>
    public long Trials { get; init; }

    /// <summary>Trials that have ended, those of a batch at work too.</summary>
    public long Ended { get; init; }

    /// <summary>The number of the best trial known, or null.</summary>
    public long? BestTrial { get; init; }

    /// <summary>Its score.</summary>
    public double? BestScore { get; init; }

    /// <summary>Pieces of the stage per second of work on it.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>Seconds of work that a trial takes on the average, or null.</summary>
    public double? SecondsPerTrial { get; init; }

    /// <summary>Megabytes that a trial allocates on the average, or null.</summary>
    public double? MegabytesPerTrial { get; init; }

    /// <summary>When the study went to work.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Seconds at work; pauses do not count.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds at work in this stage.</summary>
    public double StageSeconds { get; init; }

    /// <summary>Puts the progress into a record.</summary>
    public StudyRecord ApplyTo(StudyRecord record) => record with
    {
        Status = Status,
        Error = Error,
        Stage = Stage,
        Done = Done,
        Total = Total,
        Failed = Failed,
        Undefined = Undefined,
        Pruned = Pruned,
        Trials = Ended,
        Settled = Trials,
        BestTrial = BestTrial,
        BestScore = BestScore,
        // Values of another trial would mislead; the host that shows the record adds the right ones.
        BestValues = BestTrial == record.BestTrial ? record.BestValues : null,
        SecondsPerTrial = SecondsPerTrial,
        MegabytesPerTrial = MegabytesPerTrial,
        Started = Started,
        Seconds = Seconds,
        StageSeconds = StageSeconds,
    };

    /// <summary>The progress with what the plan knows now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="confirmed">The best of its second stage, which is another than that of the first.</param>
    public StudyProgress With(StudyPlan plan, ConfirmedBest? confirmed)
    {
        RankedTrial? best = plan.Stage == 1 || confirmed is null ? plan.Best?.Trial : confirmed.Of(plan);
        return this with
        {
            Stage = plan.ShownStage,
            Done = plan.Done,
            Total = plan.Total,
            Failed = plan.Counts.Failed,
            Undefined = plan.Counts.Undefined,
            Pruned = plan.Counts.Pruned,
            EndReason = plan.EndReason,
            Trials = plan.EndedTrials,
            Ended = plan.Counts.Ended,
            // A plan that was restored knows only what came since.
            SecondsPerTrial = plan.Cost.SecondsPerTrial ?? SecondsPerTrial,
            MegabytesPerTrial = plan.Cost.MegabytesPerTrial ?? MegabytesPerTrial,
            BestTrial = best?.Trial,
            BestScore = best?.Score,
        };
    }
}
