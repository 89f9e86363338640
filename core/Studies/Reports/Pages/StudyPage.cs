using System.Buffers;
using System.Text.Json;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>
/// The data that the page draws, as JSON: the study, and its trials by columns. A column of numbers is one text, doubles in little-endian
/// order in base64, NaN for none; a column of texts is <c>{"texts": […], "at": numbers}</c>, its values written as JSON.
/// </summary>
public static class StudyPage
{
    /// <summary>The version of the format.</summary>
    internal const int Format = 1;

    /// <summary>The file that a run leaves: the page with its data.</summary>
    public const string Report = "report.html";

    // 200,000 trials with 17 columns. Beyond, a browser is slow, and says that it shows a sample.
    private const long MostCells = 4_000_000;

    internal static ReadOnlySpan<byte> Sampled => "sampled"u8;

    /// <summary>The data of a published study: its report's, or, where that is missing or holds a sample, made from the rows.</summary>
    /// <returns>Null where the study has published nothing.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(StudySpec spec, IArtifactStore artifacts, CancellationToken cancellation)
    {
        if (await ReadReportAsync(artifacts, cancellation) is { } data && data.Span.StartsWith("{\"sampled\":false,"u8))
            return data;
        var stages = new List<TrialColumns>();
        for (int stage = 1; stage <= spec.Stages.Count; stage++)
        {
            using RowFileReader? file = await RowFile.OpenStageAsync(artifacts, spec, stage, cancellation);
            if (file is null)
                continue;
            var columns = new TrialColumns(spec, file.Schema, file.Count, MostCells);
            var block = new RowBlock(file.Schema);
            while (file.Read(block))
            {
                cancellation.ThrowIfCancellationRequested();
                columns.Add(block);
            }

            stages.Add(columns);
        }

        return stages.Count == 0 ? null : Write(json =>
        {
            json.WriteBoolean(Sampled, stages.Exists(columns => columns.IsSampled));
            PageHead.Write(json, spec, null);
            WriteStages(json, stages);
        });
    }

    /// <summary>The data of a study of which no trial is known yet.</summary>
    public static ReadOnlyMemory<byte> WriteHead(StudySpec spec) => Write(json =>
    {
        json.WriteBoolean(Sampled, false);
        PageHead.Write(json, spec, null);
    });

    /// <summary>The data of a search in batches at work: the trials that have ended after so many others.</summary>
    /// <param name="executor">The study.</param>
    /// <param name="history">Its trials.</param>
    /// <param name="after">How many trials the reader has.</param>
    /// <param name="before">How many it is to have.</param>
    public static ReadOnlyMemory<byte> Write(StudyExecutor executor, StudyHistory history, int after, int before)
    {
        EndedTrial[] records;
        lock (history.Gate)
            records = [.. history.Records.Take(before).Skip(after)];
        var columns = new TrialColumns(executor.Spec, executor.Schema, records.Length, long.MaxValue);
        var rows = new HistoryRows(executor, records);
        var block = new RowBlock(executor.Schema);
        while (rows.Read(block))
            columns.Add(block);
        return Write(json =>
        {
            json.WriteBoolean(Sampled, false);
            json.WriteNumber("from"u8, after);
            PageHead.Write(json, executor.Spec, null);
            WriteStages(json, [columns]);
            SearchColumns.Write(json, records, executor.Spec.Metrics.Count);
        });
    }

    /// <summary>The data of a search in chunks at work: the trials of the first finished chunks, as far as no chunk is missing.</summary>
    /// <param name="executor">The study.</param>
    /// <param name="chunks">Its finished chunks, in the order of their trials.</param>
    /// <param name="artifacts">Holds their rows.</param>
    /// <param name="after">How many trials the reader has, all of whole chunks.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        StudyExecutor executor, IReadOnlyList<EvaluateChunk> chunks, IArtifactStore artifacts, long after, CancellationToken cancellation)
    {
        EvaluateChunk[] fresh = [.. chunks.Where(chunk => chunk.First >= after)];
        RowSchema schema = executor.Schema;
        var columns = new TrialColumns(executor.Spec, schema, fresh.Sum(chunk => (long)chunk.Count), long.MaxValue);
        foreach (EvaluateChunk chunk in fresh)
        {
            using RowFileReader file = await RowFile.OpenChunkAsync(artifacts, chunk, cancellation);
            var block = new RowBlock(schema);
            while (file.Read(block))
                columns.Add(block);
        }

        return Write(json =>
        {
            json.WriteBoolean(Sampled, false);
            json.WriteNumber("from"u8, after);
            PageHead.Write(json, executor.Spec, null);
            WriteStages(json, [columns]);
        });
    }

    /// <summary>How many trials of a search at work can be read: those of chunks before which none is missing.</summary>
    /// <param name="chunks">The finished chunks, in the order of their trials.</param>
    /// <param name="schema">The columns of a trial.</param>
    public static IReadOnlyList<EvaluateChunk> Readable(IEnumerable<EvaluateChunk> chunks, RowSchema schema)
    {
        int columns = schema.Parameters.Count + schema.Numbers.Count + 3;
        var readable = new List<EvaluateChunk>();
        long next = 0;
        foreach (EvaluateChunk chunk in chunks)
        {
            if (chunk.First != next || (next + chunk.Count) * columns > MostCells)
                break;
            readable.Add(chunk);
            next += chunk.Count;
        }

        return readable;
    }

    internal static void WriteStages(Utf8JsonWriter json, IReadOnlyList<TrialColumns> stages)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            json.WritePropertyName(i == 0 ? "search"u8 : "final"u8);
            stages[i].WriteTo(json);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadReportAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        await using Stream? stream = await artifacts.OpenAsync(Report, cancellation);
        if (stream is null)
            return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellation);
        return PageTemplate.DataOf(content.GetBuffer().AsMemory(0, (int)content.Length));
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
