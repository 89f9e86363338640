using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports.Metadata;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>Writes <c>tuning_metadata.json</c>: what was run, on which data, with which versions, and how long it took.</summary>
/// <param name="executor">What carried the study out.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="bars">The market data.</param>
/// <param name="pins">The versions of its files.</param>
/// <param name="timings">How long it took.</param>
public sealed class StudyMetadata(
    StudyExecutor executor, StudyPlan plan, IReadOnlyList<Bars> bars, IReadOnlyList<PinnedData> pins, StudyTimings timings)
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(
        StudyMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>How many pieces of work an earlier run had finished; null where runs are not told apart.</summary>
    public int? Resumed { get; init; }

    /// <summary>How long this run took on the clock; null where that is not known.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Writes the file.</summary>
    public Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation) =>
        artifacts.PutAsync("tuning_metadata.json", (stream, _) => Write(stream), cancellation);

    private Task Write(Stream stream)
    {
        // The file is read by people and programs, never put into a web page: '+' need not be \u002B.
        using var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
        JsonSerializer.Serialize(writer, Content(), MetadataJson.Default.MetadataContent);
        return Task.CompletedTask;
    }

    private MetadataContent Content() => new(
        plan.Spec.Name,
        StudyFile.Identity(plan.Spec),
        new MetadataVersions(
            Version,
            RuntimeInformation.FrameworkDescription.Replace(".NET ", string.Empty, StringComparison.Ordinal),
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString()),
        plan.Spec.Sampler.Name,
        plan.Spec.Seed,
        MetadataNumber.Of(timings.Workers),
        MetadataNumber.Of(executor.Size),
        plan.Trials,
        plan.Failed,
        plan.Undefined,
        plan.Pruned,
        plan.Kept.Count,
        plan.KeepReason,
        plan.EndReason,
        MetadataNumber.Of(Resumed),
        MetadataNumber.Of(Resumed is null ? null : executor.TrainedSteps?.Done),
        MetadataNumber.Of(Resumed is null ? null : executor.TrainedSteps?.Resumed),
        Timings(),
        [.. executor.Remarks.Select(remark => new MetadataRemark(remark.Symbol, remark.Code, remark.Text))],
        [
            .. bars.Select(
                (symbol, i) => new MetadataSymbol(
                    symbol.Symbol, symbol.Count, [.. pins[i].Files.Select(file => new MetadataFile(file.Name, file.Version))]))
        ]);

    private MetadataTimings Timings() => new(
        Seconds(Elapsed?.TotalSeconds),
        Stage(0)!,
        Stage(1),
        timings.SingleStageWorkSeconds(plan.Spec, plan.Trials) is double single && plan.Shape.Confirmation is { } confirmation
            ? new MetadataComparison(
                timings.Stages.Sum(stage => stage.Evaluations),
                plan.Trials * confirmation.Scenarios.Count,
                Round(timings.Stages.Sum(stage => stage.WorkSeconds)),
                Round(single),
                Round(timings.SavedWorkSeconds(plan.Spec, plan.Trials) ?? 0))
            : null);

    private MetadataStage? Stage(int index)
    {
        if (index >= timings.Stages.Count)
            return null;
        StageTiming stage = timings.Stages[index];
        return new MetadataStage(stage.Evaluations, Round(stage.WorkSeconds), Seconds(stage.WallSeconds));
    }

    private static MetadataNumber? Seconds(double? seconds) => MetadataNumber.Of(seconds is double known ? Round(known) : null);

    private static double Round(double seconds) => Math.Round(seconds, 6);
}
