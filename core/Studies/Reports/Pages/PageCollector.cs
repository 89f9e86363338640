using System.Buffers;
using System.Text.Json;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>
/// Collects what <c>report.html</c> holds while the result files are written: no file is read again, however large the study is.
/// </summary>
/// <param name="spec">The study.</param>
internal sealed class PageCollector(StudySpec spec)
{
    // Some megabytes, and some milliseconds.
    private const long MostCells = 600_000;

    private readonly List<TrialColumns> stages = [];
    private bool isSampled;

    /// <summary>Begins with a stage, the first or the next.</summary>
    /// <param name="schema">The columns of its rows.</param>
    /// <param name="total">How many rows will come.</param>
    /// <returns>Takes its rows, best first.</returns>
    public Action<RowBlock> Begin(RowSchema schema, long total)
    {
        var columns = new TrialColumns(spec, schema, total, MostCells);
        isSampled |= columns.IsSampled;
        stages.Add(columns);
        return columns.Add;
    }

    /// <summary>The data of the page.</summary>
    /// <param name="plan">The finished plan.</param>
    /// <param name="records">The trials of a search in batches; empty for one in chunks.</param>
    public ReadOnlyMemory<byte> Write(StudyPlan plan, IReadOnlyList<EndedTrial> records)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean(StudyPage.Sampled, isSampled);
            PageHead.Write(json, spec, plan);
            StudyPage.WriteStages(json, stages);
            if (records.Count > 0)
                SearchColumns.Write(json, records, spec.Metrics.Count);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
