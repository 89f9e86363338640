using System.Reflection;
using System.Text.Json;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Running;

/// <summary>Writes <c>tuning_metadata.json</c>: what was run, on which data, with which versions, and how long it took.</summary>
public static class RunMetadata
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(RunMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Writes the file.</summary>
    public static Task WriteAsync(RunOutcome outcome, LoadedData data, int workers, IArtifactStore artifacts, CancellationToken cancellation) =>
        artifacts.PutAsync("tuning_metadata.json", (stream, _) => Write(outcome, data, workers, stream), cancellation);

    private static Task Write(RunOutcome outcome, LoadedData data, int workers, Stream stream)
    {
        StudySpec spec = outcome.Plan.Spec;
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("study", spec.Name);
        writer.WriteString("identity", StudyFile.Identity(spec));
        writer.WriteString("version", Version);
        writer.WriteString("runtime", Environment.Version.ToString());
        writer.WriteNumber("trials", outcome.Plan.Trials);
        writer.WriteNumber("failed", outcome.Plan.Failed);
        writer.WriteNumber("workers", workers);
        writer.WriteNumber("seed", spec.Seed);
        writer.WriteNumber("seconds", outcome.Elapsed.TotalSeconds);
        writer.WriteNumber("resumed_pieces", outcome.Resumed);
        if (outcome.Plan.KeepReason is { } reason)
            writer.WriteString("keep_reason", reason);
        writer.WriteNumber("kept", outcome.Plan.Kept.Count);
        if (spec.Stages.Count > 1)
        {
            long two = (outcome.Plan.Trials * spec.Stages[0].Scenarios.Count) + ((long)outcome.Plan.Kept.Count * spec.Stages[1].Scenarios.Count);
            writer.WriteNumber("evaluations_two_stage", two);
            writer.WriteNumber("evaluations_single_stage", outcome.Plan.Trials * spec.Stages[1].Scenarios.Count);
        }

        writer.WriteStartArray("data");
        for (int i = 0; i < data.Bars.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("symbol", data.Bars[i].Symbol);
            writer.WriteNumber("bars", data.Bars[i].Count);
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
        writer.WriteEndObject();
        return Task.CompletedTask;
    }
}
