using System.Globalization;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// Prints lines such as <c>[Stage 1] 50/1152 (4.3%) elapsed=00:00:45 eta=00:17:52 best_score=1.2450</c>, at most one for
/// every n trials and each flushed.
/// </summary>
public sealed class LineProgress(TextWriter output, long every) : IProgressSink
{
    private readonly StageMeter meter = new();
    private long printed;

    /// <inheritdoc/>
    public void Attach(Func<long, ParameterSet> values, Func<long, double> confirmed) => meter.Confirmed = confirmed;

    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
        meter.Begin(plan);
        printed = plan.Done;
        if (resumed > 0)
            output.WriteLine(Outcomes.Continuing(resumed));
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
        StageView? now = meter.Advance(plan, out StageView? ended);
        if (ended is { } last)
        {
            Print(last);
            printed = 0;
        }

        if (now is { } view && view.Done - printed >= every)
        {
            printed = view.Done;
            Print(view);
        }
    }

    private void Print(StageView view)
    {
        string total = view.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{view.Total} ({100 * view.Share:F1}%)") : "unknown";
        output.WriteLine(
            $"[Stage {view.Stage}] {view.Done}/{total} elapsed={StageView.Clock(view.Elapsed)} eta={StageView.Clock(view.Eta)} "
                + $"best_score={view.BestScore}{view.Others}");
        output.Flush();
    }
}
