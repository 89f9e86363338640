using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>Writes <c>tuning_metadata.json</c>: what was run, on which data, with which versions, and how long it took.</summary>
/// <param name="executor">What carried the study out.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="bars">The market data.</param>
/// <param name="pins">The versions of its files.</param>
/// <param name="timings">How long it took.</param>
public sealed class StudyMetadata(StudyExecutor executor, StudyPlan plan, IReadOnlyList<Bars> bars, IReadOnlyList<PinnedData> pins, StudyTimings timings)
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(StudyMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>How many pieces of work an earlier run had finished; null where runs are not told apart.</summary>
    public int? Resumed { get; init; }

    /// <summary>How long this run took on the clock; null where that is not known.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Writes the file.</summary>
    public Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation) =>
        artifacts.PutAsync("tuning_metadata.json", (stream, _) => Write(stream), cancellation);

    private Task Write(Stream stream)
    {
        StudySpec spec = plan.Spec;
        // The file is read by people and programs, never put into a web page: '+' need not be \u002B.
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
        writer.WriteStartObject();
        writer.WriteString("study", spec.Name);
        writer.WriteString("identity", StudyFile.Identity(spec));
        writer.WriteStartObject("versions");
        writer.WriteString("tuner", Version);
        writer.WriteString("runtime", Environment.Version.ToString());
        writer.WriteString("system", RuntimeInformation.OSDescription);
        writer.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
        writer.WriteEndObject();
        writer.WriteString("sampler", spec.Sampler.Name);
        writer.WriteNumber("seed", spec.Seed);
        WriteNullable(writer, "workers", timings.Workers);
        WriteNullable(writer, "grid_size", executor.Size);
        writer.WriteNumber("trials", plan.Trials);
        writer.WriteNumber("failed", plan.Failed);
        writer.WriteNumber("pruned", plan.Pruned);
        writer.WriteNumber("kept", plan.Kept.Count);
        if (plan.KeepReason is { } reason)
            writer.WriteString("keep_reason", reason);
        if (plan.EndReason is { } end)
            writer.WriteString("end_reason", end);
        if (Resumed is int resumed)
            writer.WriteNumber("resumed_pieces", resumed);
        WriteTimings(writer);
        WriteData(writer);
        writer.WriteEndObject();
        return Task.CompletedTask;
    }

    private void WriteTimings(Utf8JsonWriter writer)
    {
        StudySpec spec = plan.Spec;
        writer.WriteStartObject("timings");
        if (Elapsed is TimeSpan elapsed)
            writer.WriteNumber("total_seconds", Round(elapsed.TotalSeconds));
        for (int i = 0; i < timings.Stages.Count; i++)
        {
            StageTiming stage = timings.Stages[i];
            writer.WriteStartObject($"stage{i + 1}");
            writer.WriteNumber("evaluations", stage.Evaluations);
            writer.WriteNumber("work_seconds", Round(stage.WorkSeconds));
            if (stage.WallSeconds is double wall)
                writer.WriteNumber("wall_seconds", Round(wall));
            writer.WriteEndObject();
        }

        if (timings.SingleStageWorkSeconds(spec, plan.Trials) is double single)
        {
            writer.WriteStartObject("two_stages_against_one");
            writer.WriteNumber("evaluations_two_stage", timings.Stages.Sum(stage => stage.Evaluations));
            writer.WriteNumber("evaluations_single_stage", plan.Trials * spec.Stages[^1].Scenarios.Count);
            writer.WriteNumber("work_seconds_two_stage", Round(timings.Stages.Sum(stage => stage.WorkSeconds)));
            writer.WriteNumber("work_seconds_single_stage", Round(single));
            writer.WriteNumber("work_seconds_saved", Round(timings.SavedWorkSeconds(spec, plan.Trials) ?? 0));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("data");
        for (int i = 0; i < bars.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("symbol", bars[i].Symbol);
            writer.WriteNumber("bars", bars[i].Count);
            writer.WriteStartArray("files");
            foreach (DataKey file in pins[i].Files)
            {
                writer.WriteStartObject();
                writer.WriteString("name", file.Name);
                writer.WriteString("version", file.Version);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNullable(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is long number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    private static double Round(double seconds) => Math.Round(seconds, 6);
}
