using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// Prints one JSON object per line for programs: <c>started</c>, <c>progress</c> at most once for every n trials, and
/// <c>finished</c> with the ranking. Each is flushed.
/// </summary>
public sealed class JsonProgress(Stream output, long every) : IProgressSink
{
    private readonly StageMeter meter = new();
    private long printed;

    /// <inheritdoc/>
    public void Attach(Func<long, ParameterSet> values) => meter.Values = values;

    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
        meter.Begin(plan);
        printed = plan.Done;
        Write("started", writer =>
        {
            writer.WriteString("study", plan.Spec.Name);
            writer.WriteNumber("stages", plan.Spec.Stages.Count);
            writer.WriteNumber("trials", plan.Trials);
            writer.WriteNumber("resumed_pieces", resumed);
        });
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
        StageView? now = meter.Advance(plan, out StageView? ended);
        if (ended is { } last)
        {
            Progress(last);
            printed = 0;
        }

        if (now is { } view && view.Done - printed >= every)
        {
            printed = view.Done;
            Progress(view);
        }
    }

    /// <summary>The results are written.</summary>
    public void Finished(RunOutcome outcome) => Write("finished", writer =>
    {
        writer.WriteString("folder", outcome.Folder);
        writer.WriteNumber("seconds", Math.Round(outcome.Elapsed.TotalSeconds, 3));
        writer.WriteNumber("trials", outcome.Plan.Trials);
        writer.WriteNumber("failed", outcome.Plan.Failed);
        writer.WriteStartArray("ranking");
        if (outcome.Finalists.Count > 0)
        {
            foreach (Finalist finalist in outcome.Finalists)
                Trial(writer, finalist.Trial, finalist.Score);
        }
        else
        {
            foreach (RankedTrial ranked in outcome.Plan.Top)
                Trial(writer, ranked.Trial, ranked.Score);
        }

        writer.WriteEndArray();
    });

    private void Progress(StageView view) => Write("progress", writer =>
    {
        writer.WriteNumber("stage", view.Stage);
        writer.WriteNumber("done", view.Done);
        if (view.Total > 0)
            writer.WriteNumber("total", view.Total);
        writer.WriteNumber("elapsed_seconds", Math.Round(view.Elapsed.TotalSeconds, 3));
        if (view.Eta is { } eta)
            writer.WriteNumber("eta_seconds", Math.Round(eta.TotalSeconds, 3));
        writer.WriteNumber("per_second", Math.Round(view.Rate, 3));
        if (view.Best is not { } best)
            return;
        writer.WritePropertyName("best");
        Trial(writer, best.Trial, best.Score);
    });

    private void Trial(Utf8JsonWriter writer, long trial, double score)
    {
        writer.WriteStartObject();
        writer.WriteNumber("trial", trial);
        // JSON has no NaN.
        if (double.IsFinite(score))
            writer.WriteNumber("score", score);
        if (meter.Values is { } values)
        {
            writer.WritePropertyName("parameters");
            values(trial).WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private void Write(string name, Action<Utf8JsonWriter> members)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            members(writer);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        output.Write(line.GetBuffer(), 0, (int)line.Length);
        output.Flush();
    }
}
