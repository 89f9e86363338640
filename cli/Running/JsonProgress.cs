using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

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
    public void Attach(Func<long, ParameterSet> values, Func<long, double> confirmed) =>
        (meter.Values, meter.Confirmed) = (values, confirmed);

    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
        meter.Begin(plan);
        printed = plan.Done;
        Write(new StartedEvent(plan.Spec.Name, plan.Shape.Stages, plan.Trials, resumed));
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
        StageView? now = meter.Advance(plan, out StageView? ended);
        if (ended is { } last)
        {
            Progress(plan, last);
            printed = 0;
        }

        if (now is { } view && view.Done - printed >= every)
        {
            printed = view.Done;
            Progress(plan, view);
        }
    }

    /// <summary>The results are written.</summary>
    public void Finished(RunOutcome outcome)
    {
        IEnumerable<EventTrial> ranking = outcome.Finalists.Count > 0
            ? outcome.Finalists.Select(finalist => Trial(finalist.Trial, finalist.Score))
            : outcome.Plan.Top.Select(ranked => Trial(ranked.Trial, ranked.Score));
        Write(new FinishedEvent(
            outcome.Folder,
            Math.Round(outcome.Elapsed.TotalSeconds, 3),
            outcome.Plan.Trials,
            outcome.Plan.Failed,
            outcome.Plan.Undefined,
            [.. outcome.Executor.Remarks.Select(remark => new EventRemark(remark.Symbol, remark.Code, remark.Text))],
            [.. ranking]));
    }

    private void Progress(StudyPlan plan, StageView view) => Write(
        AdvancedEvent.Of(view, view.Best is { } best ? Trial(best.Trial, best.Score, meter.BestValues(plan, best)) : null));

    private EventTrial Trial(long trial, double score) => Trial(trial, score, meter.Values?.Invoke(trial));

    private static EventTrial Trial(long trial, double score, ParameterSet? values) =>
        new(trial, double.IsFinite(score) ? score : null, values);

    private void Write(ProgressEvent happening) => JsonLine.Write(output, happening, RunJson.Default.ProgressEvent);
}
