using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Reports;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Running;

/// <summary>Writes <c>tuning_metadata.json</c>: what was run, on which data, with which versions, and how long it took.</summary>
public static class RunMetadata
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(RunMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Writes the file.</summary>
    public static Task WriteAsync(RunOutcome outcome, LoadedData data, StudyTimings timings, IArtifactStore artifacts, CancellationToken cancellation) =>
        artifacts.PutAsync("tuning_metadata.json", (stream, _) => Write(outcome, data, timings, stream), cancellation);

    private static Task Write(RunOutcome outcome, LoadedData data, StudyTimings timings, Stream stream)
    {
        StudyPlan plan = outcome.Plan;
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
        writer.WriteNumber("workers", timings.Workers ?? 1);
        WriteNullable(writer, "grid_size", outcome.Executor.Size);
        writer.WriteNumber("trials", plan.Trials);
        writer.WriteNumber("failed", plan.Failed);
        writer.WriteNumber("pruned", plan.Pruned);
        writer.WriteNumber("kept", plan.Kept.Count);
        if (plan.KeepReason is { } reason)
            writer.WriteString("keep_reason", reason);
        if (plan.EndReason is { } end)
            writer.WriteString("end_reason", end);
        writer.WriteNumber("resumed_pieces", outcome.Resumed);
        WriteTimings(writer, outcome, timings);
        WriteData(writer, data);
        writer.WriteEndObject();
        return Task.CompletedTask;
    }

    private static void WriteTimings(Utf8JsonWriter writer, RunOutcome outcome, StudyTimings timings)
    {
        StudySpec spec = outcome.Plan.Spec;
        writer.WriteStartObject("timings");
        writer.WriteNumber("total_seconds", Round(outcome.Elapsed.TotalSeconds));
        for (int i = 0; i < timings.Stages.Count; i++)
        {
            StageTiming stage = timings.Stages[i];
            writer.WriteStartObject($"stage{i + 1}");
            writer.WriteNumber("evaluations", stage.Evaluations);
            writer.WriteNumber("work_seconds", Round(stage.WorkSeconds));
            writer.WriteNumber("wall_seconds", Round(stage.WallSeconds ?? 0));
            writer.WriteEndObject();
        }

        if (timings.SingleStageWorkSeconds(spec, outcome.Plan.Trials) is double single)
        {
            writer.WriteStartObject("two_stages_against_one");
            writer.WriteNumber("evaluations_two_stage", timings.Stages.Sum(stage => stage.Evaluations));
            writer.WriteNumber("evaluations_single_stage", outcome.Plan.Trials * spec.Stages[^1].Scenarios.Count);
            writer.WriteNumber("work_seconds_two_stage", Round(timings.Stages.Sum(stage => stage.WorkSeconds)));
            writer.WriteNumber("work_seconds_single_stage", Round(single));
            writer.WriteNumber("work_seconds_saved", Round(timings.SavedWorkSeconds(spec, outcome.Plan.Trials) ?? 0));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, LoadedData data)
    {
        writer.WriteStartArray("data");
        for (int i = 0; i < data.Bars.Count; i++)
        {
            Bars bars = data.Bars[i];
            writer.WriteStartObject();
            writer.WriteString("symbol", bars.Symbol);
            writer.WriteNumber("bars", bars.Count);
            writer.WriteStartArray("files");
            foreach (DataKey file in data.Pins[i].Files)
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
