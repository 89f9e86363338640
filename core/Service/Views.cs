using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Service;

/// <summary>A study as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Stage">The stage at work, from 1.</param>
/// <param name="Stages">How many stages there are.</param>
/// <param name="Done">Pieces of the stage that are done.</param>
/// <param name="Total">Pieces of the stage in all; 0 while unknown.</param>
/// <param name="Trials">Trials that have ended.</param>
/// <param name="Failed">Trials that failed.</param>
/// <param name="PrunedShare">The share of ended trials that a pruner stopped.</param>
/// <param name="ElapsedSeconds">Time at work.</param>
/// <param name="EtaSeconds">Time left in the stage, or null where nothing tells.</param>
/// <param name="RatePerSecond">Pieces of the stage per second.</param>
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
    int Stage,
    int Stages,
    long Done,
    long Total,
    long Trials,
    long Failed,
    double PrunedShare,
    double ElapsedSeconds,
    double? EtaSeconds,
    double RatePerSecond,
    BestView? Best,
    string Metric,
    Goal Goal,
    DateTimeOffset Created,
    DateTimeOffset? Started,
    DateTimeOffset? Finished,
    bool External,
    StudyLinks Links)
{
    /// <summary>Shows a record.</summary>
    public static StudyView Of(StudyRecord study)
    {
        double rate = study.StageSeconds > 0 ? study.Done / study.StageSeconds : 0;
        bool counts = study.Status is StudyStatus.Running or StudyStatus.Stopping && rate > 0 && study.Total > 0;
        BestView? best = study is { BestTrial: long trial, BestScore: double score } ? new BestView(trial, score, ParseValues(study.BestValues)) : null;
        string self = $"/api/studies/{study.Id}";
        return new StudyView(
            study.Id,
            study.Name,
            study.Status,
            study.Error,
            study.Stage,
            study.Stages,
            study.Done,
            study.Total,
            study.Trials,
            study.Failed,
            study.Trials > 0 ? (double)study.Pruned / study.Trials : 0,
            study.Seconds,
            counts ? Math.Max(0, study.Total - study.Done) / rate : null,
            rate,
            best,
            study.Metric,
            study.Goal,
            study.Created,
            study.Started,
            study.Finished,
            study.IsExternal,
            new StudyLinks(self, $"{self}/trials", $"{self}/artifacts"));
    }

    internal static JsonElement? ParseValues(string? json)
    {
        if (json is null)
            return null;
        using JsonDocument values = JsonDocument.Parse(json);
        return values.RootElement.Clone();
    }
}

/// <summary>The best trial known.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Score">Its score.</param>
/// <param name="Values">Its parameter values.</param>
public sealed record BestView(long Trial, double Score, JsonElement? Values);

/// <summary>Where to read on about a study.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Trials">Its trials.</param>
/// <param name="Artifacts">Its files.</param>
public sealed record StudyLinks(string Status, string Trials, string Artifacts);

/// <summary>All studies.</summary>
/// <param name="Studies">The newest first.</param>
public sealed record StudyListView(IReadOnlyList<StudyView> Studies);

/// <summary>One page of a stage's trials.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Sort">What they are sorted by.</param>
/// <param name="Top">Rows per page.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Pages">How many pages there are.</param>
/// <param name="Total">How many trials of the stage are on record.</param>
/// <param name="Trials">The rows.</param>
public sealed record TrialPageView(string Study, int Stage, string Sort, int Top, int Page, int Pages, int Total, IReadOnlyList<TrialView> Trials);

/// <summary>A trial as the API shows it.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Rank">Its rank in the stage, from 1.</param>
/// <param name="State">How it ended.</param>
/// <param name="Score">Its score, or null.</param>
/// <param name="Values">Its parameter values.</param>
/// <param name="Metrics">Its metrics by column, such as <c>sharpe_B</c>.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record TrialView(long Trial, int Rank, TrialState State, double? Score, JsonElement? Values, IReadOnlyDictionary<string, double> Metrics, string? Failure);

/// <summary>The files of a study.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Artifacts">By name.</param>
public sealed record ArtifactListView(string Study, IReadOnlyList<ArtifactView> Artifacts);

/// <summary>A file of a study.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Href">Where to download it.</param>
public sealed record ArtifactView(string Name, long Size, string Href);

/// <summary>An uploaded data file.</summary>
/// <param name="Sha256">Its hash.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Path">What to write as its path in a study file.</param>
public sealed record DataView(string Sha256, long Size, string Path);

/// <summary>That the service lives.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Version">The version of the program.</param>
public sealed record HealthView(string Status, string Version);

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Title">The kind of problem in words.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong, and what to do about it.</param>
/// <param name="Errors">Each fault.</param>
public sealed record ProblemView(string Type, string Title, int Status, string Detail, IReadOnlyList<FieldProblem> Errors);

/// <summary>One fault of a request.</summary>
/// <param name="Field">Where it is.</param>
/// <param name="Value">What was found.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Remedy">What to do instead.</param>
public sealed record FieldProblem(string Field, string? Value, string Detail, string? Remedy);

/// <summary>A study with what the command line says beside it; the study file alone will do as a body too.</summary>
/// <param name="StudyFile">The text of the study file.</param>
public sealed record StudyEnvelope(string StudyFile)
{
    /// <summary>Its name for messages.</summary>
    public string? FileName { get; init; }

    /// <summary>The id under which the study is kept.</summary>
    public string? Id { get; init; }

    /// <summary>The command line's flags by name, without hyphens in front, such as <c>top-k</c>; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Overrides { get; init; }

    /// <summary>Data by symbol: <c>sha256:…</c> for uploads, or a path that the service knows; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Files with trials to run first: their contents by name; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Enqueue { get; init; }
}

/// <summary>The JSON of the API, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<StudyStatus>), typeof(SnakeCaseEnum<TrialState>), typeof(SnakeCaseEnum<Goal>)])]
[JsonSerializable(typeof(StudyView))]
[JsonSerializable(typeof(StudyListView))]
[JsonSerializable(typeof(TrialPageView))]
[JsonSerializable(typeof(ArtifactListView))]
[JsonSerializable(typeof(DataView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(StudyEnvelope))]
[JsonSerializable(typeof(AskRequest))]
[JsonSerializable(typeof(AskedTrialView))]
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(TellRequest))]
[JsonSerializable(typeof(OutcomeView))]
[JsonSerializable(typeof(StudyRecord))]
[JsonSerializable(typeof(IReadOnlyList<TrialRecord>))]
public sealed partial class ServiceJson : JsonSerializerContext;

/// <summary>Writes the members of an enumeration in lower case.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
