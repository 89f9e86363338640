using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Core.Service;

/// <summary>A study as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Hold">Why it does not go on though its status says so, such as a full disk; null where it goes on.</param>
/// <param name="Stage">The stage at work, from 1.</param>
/// <param name="Stages">How many stages there are.</param>
/// <param name="Done">Pieces of the stage that are done.</param>
/// <param name="Total">Pieces of the stage in all; 0 while unknown.</param>
/// <param name="Trials">Trials that have ended.</param>
/// <param name="Failed">Trials that failed.</param>
/// <param name="Undefined">Trials that have no value to be ranked by.</param>
/// <param name="Pruned">Trials that a pruner stopped.</param>
/// <param name="PrunedShare">The share of ended trials that a pruner stopped.</param>
/// <param name="ElapsedSeconds">Time at work.</param>
/// <param name="EtaSeconds">Time left in the stage, or null where nothing tells.</param>
/// <param name="RatePerSecond">Pieces of the stage per second.</param>
/// <param name="RatePerHour">The same per hour.</param>
/// <param name="Best">The best trial known, or null.</param>
/// <param name="Metric">The metric that ranks.</param>
/// <param name="Goal">Which way is better.</param>
/// <param name="Created">When it was accepted.</param>
/// <param name="Started">When it first went to work.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="External">Whether agents outside evaluate the trials.</param>
/// <param name="Links">Where to read on.</param>
public sealed record StudyView(
    string Id,
    string Name,
    StudyStatus Status,
    string? Error,
    string? Hold,
    int Stage,
    int Stages,
    long Done,
    long Total,
    long Trials,
    long Failed,
    long Undefined,
    long Pruned,
    double PrunedShare,
    double ElapsedSeconds,
    double? EtaSeconds,
    double RatePerSecond,
    double RatePerHour,
    BestView? Best,
    string Metric,
    Goal Goal,
    DateTimeOffset Created,
    DateTimeOffset? Started,
    DateTimeOffset? Finished,
    bool External,
    StudyLinks Links)
{
    /// <summary>The trials that agents have now, by number; null for other studies, and in lists.</summary>
    public IReadOnlyList<RunningTrialView>? Running { get; init; }

    /// <summary>How many trials are offered and wait for an agent; null likewise.</summary>
    public int? Waiting { get; init; }

    /// <summary>Seconds of work that a trial takes on the average; null before there is one.</summary>
    public double? SecondsPerTrial { get; init; }

    /// <summary>Megabytes that a trial allocates on the average, more than it holds at once; null where trials do not train.</summary>
    public double? MegabytesPerTrial { get; init; }

    /// <summary>Shows a record.</summary>
    public static StudyView Of(StudyRecord study)
    {
        double rate = study.StageSeconds > 0 ? study.Done / study.StageSeconds : 0;
        bool counts = study.Status is StudyStatus.Running or StudyStatus.Stopping && rate > 0 && study.Total > 0;
        BestView? best = study is { BestTrial: long trial, BestScore: double score }
            ? new BestView(trial, score, ParseValues(study.BestValues))
            : null;
        string self = $"/api/studies/{study.Id}";
        return new StudyView(
            study.Id,
            study.Name,
            study.Status,
            study.Error,
            study.Hold,
            study.Stage,
            study.Stages,
            study.Done,
            study.Total,
            study.Trials,
            study.Failed,
            study.Undefined,
            study.Pruned,
            study.Trials > 0 ? (double)study.Pruned / study.Trials : 0,
            study.Seconds,
            counts ? Math.Max(0, study.Total - study.Done) / rate : null,
            rate,
            3600 * rate,
            best,
            study.Metric,
            study.Goal,
            study.Created,
            study.Started,
            study.Finished,
            study.IsExternal,
            new StudyLinks(self, $"{self}/trials", $"{self}/artifacts"))
        {
            SecondsPerTrial = study.SecondsPerTrial, MegabytesPerTrial = study.MegabytesPerTrial,
        };
    }

    internal static JsonElement? ParseValues(string? json)
    {
        if (json is null)
            return null;
        using JsonDocument values = JsonDocument.Parse(json);
        return values.RootElement.Clone();
    }
}
