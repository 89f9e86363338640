using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>
/// Writes <c>report.md</c>: who won, how each fares from the best conditions to the worst, whether the trials beside it are as good,
/// how much of the best score luck explains, and how long it took.
/// </summary>
/// <param name="spec">The study.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="summary">The trials of the first stage.</param>
/// <param name="metrics">The names of the objective's metrics.</param>
/// <param name="winners">The trials to speak about, best first.</param>
/// <param name="remarks">What was assumed about the data.</param>
/// <param name="search">What to say of a search in batches; null for one in chunks.</param>
/// <param name="model">The winner's model, trained on all data; null where trials train none.</param>
/// <param name="policy">The winner's policy; null where trials train none.</param>
internal sealed partial class StudyReport(
    StudySpec spec,
    StudyPlan plan,
    SearchSummary summary,
    IReadOnlyList<string> metrics,
    IReadOnlyList<Winner> winners,
    IReadOnlyList<DataRemark> remarks,
    SearchReport? search = null,
    ModelCard? model = null,
    PolicyCard? policy = null)
{
    private static readonly string[] ShownMetrics = ["trades", "pnl_pips", "max_drawdown_pips", "profit_factor"];

    private readonly IReadOnlyList<string> scenarios = spec.Stages[^1].Scenarios;

    // What the first stage ranks by: with several scenarios no single one's score.
    private string FirstScore =>
        spec.Stages[0].Scenarios.Count > 1 || spec.Stages.Count == 1
            ? "score"
            : spec.Objective.HasScenarios ? $"score_{spec.Stages[0].Scenarios[0]}" : spec.Metrics[0].Name;

    // Several metrics have no score in common, only a front; a second stage ranks its finalists by the first metric.
    private bool Several => spec.Metrics.Count > 1 && plan.Shape.Confirmation is null;

    private Goal Goal => spec.Metrics[0].Goal;

    /// <summary>The whole report.</summary>
    public string Write(StudyTimings? timings)
    {
        var text = new Markdown();
        text.Heading(1, spec.Name);
        if (!string.IsNullOrWhiteSpace(spec.Description))
            text.Paragraph(spec.Description);
        text.Paragraph(Introduction());
        foreach (DataRemark remark in remarks)
            text.Paragraph($"**Beware:** {remark.Text}");
        WriteWinners(text);
        if (scenarios.Count > 1 && winners.Any(winner => winner.Metrics.Count > 0))
            WriteConditions(text);
        WriteNeighbours(text);
        if (model is not null)
            WriteModel(text, model);
        if (policy is not null)
            WritePolicy(text, policy);
        new LuckReport(spec, plan, summary, metrics, winners).Write(text);
        search?.Write(text, timings);
        WriteCut(text);
        if (timings is not null)
            WriteTimings(text, timings);
        return text.ToString();
    }

    private string Introduction()
    {
        string stages = $"{Markdown.Counted(plan.Trials, "trial")}{Under(spec.Stages[0])}";
        if (plan.Shape.Confirmation is not null)
            stages += $", then the best {plan.Kept.Count}{Under(spec.Stages[^1], " once more")}";
        string rank = Several ? "of which the winners are on the Pareto front: no other trial beats them in every metric"
            : scenarios.Count == 1 ? "ranked by the score"
            : spec.FinalRank switch
            {
                "worst" => $"ranked by the worst of the {scenarios.Count} scores, so that no trial wins on favourable conditions",
                "mean" => $"ranked by the mean of the {scenarios.Count} scores",
                var expression => $"ranked by {expression}",
            };
        string failed = plan.Failed == 0
            ? string.Empty
            : $" {Markdown.Counted(plan.Failed, "trial")} failed; the column `failure` says why.";
        string undefined = plan.Undefined == 0 ? string.Empty
            : $" {Markdown.Counted(plan.Undefined, "trial")} traded too seldom for {spec.Metrics[0].Name} and "
                + $"{(plan.Undefined == 1 ? "is" : "are")} not ranked.";
        string pruned = plan.Pruned == 0
            ? string.Empty
            : $" {Markdown.Counted(plan.Pruned, "trial")} {(plan.Pruned == 1 ? "was" : "were")} stopped early.";
        string end = plan.EndReason is string reason ? $" {reason}" : string.Empty;
        string aim = Several
            ? $"The metrics are {string.Join(", and ", spec.Metrics.Select(Aim))}"
            : $"The score is {Aim(spec.Metrics[0])}";
        return $"{stages}, {rank}. {aim}; the sampler {spec.Sampler.Name}, the seed {spec.Seed}.{failed}{undefined}{pruned}{end}";
    }

    private static string Aim(MetricSpec metric) => $"{metric.Expression}, to {(metric.Goal == Goal.Maximize ? "maximise" : "minimise")}";

    private string Under(StageSpec stage, string otherwise = "") =>
        spec.Objective.HasScenarios || stage.Scenarios.Count > 1 ? $" under {string.Join(", ", stage.Scenarios)}" : otherwise;

    private void WriteWinners(Markdown text)
    {
        text.Heading(2, "Winners");
        if (winners.Count == 0)
        {
            text.Paragraph("No trial has a score.");
            return;
        }

        string[] names = [.. spec.Space.Parameters.Select(parameter => parameter.Name)];
        bool perScenario = scenarios.Count > 1 && winners.Any(winner => winner.Scores.Count > 1);
        text.Table(
            [
                "rank",
                "trial",
                .. Several ? spec.Metrics.Select(metric => metric.Name) : ["score"],
                .. perScenario ? scenarios.Select(name => $"score_{name}") : [],
                .. names
            ],
            winners.Select((winner, i) => (IReadOnlyList<string>)
            [
                $"{i + 1}", $"{winner.Trial}", .. Several ? winner.Objectives.Select(Markdown.Number) : [Markdown.Number(winner.Score)],
                .. perScenario ? winner.Scores.Select(Markdown.Number) : [],
                .. names.Select(name => winner.Values.TryGet(name, out var value) ? ReadableNumber.Of(value) : string.Empty),
            ]));
    }

    private void WriteConditions(Markdown text)
    {
        (string first, string last) = (scenarios[0], scenarios[^1]);
        text.Heading(2, $"From {first} to {last}");
        string losing = Goal == Goal.Maximize ? $" Of a score that is not above 0 under {first} nothing can be left." : string.Empty;
        text.Paragraph(
            $"How much of the score under {first} is left under {last}, and what is behind it. A trial that only scores under {first} "
                + $"lives on its conditions.{losing}");
        int[] shown = [.. ShownMetrics.Select(name => metrics.ToList().IndexOf(name)).Where(index => index >= 0)];
        text.Table(
            ["trial", "left of the score", .. shown.SelectMany(index => scenarios.Select(name => $"{metrics[index]}_{name}"))],
            winners.Where(winner => winner.Metrics.Count == scenarios.Count).Select(winner => (IReadOnlyList<string>)
            [
                $"{winner.Trial}", Left(winner.Scores),
                .. shown.SelectMany(index => winner.Metrics.Select(row => row.Count > index ? Markdown.Number(row[index]) : "none")),
            ]));
        int turned = winners.Count(winner => Goal == Goal.Maximize && winner.Scores[0] > 0 && !(winner.Scores[^1] > 0));
        if (turned > 0)
            text.Paragraph(
                $"{turned} of {winners.Count} {(turned == 1 ? "has" : "have")} a score above 0 under {first}, but not under {last}.");
    }

    // A share means something only where the better conditions give a score above 0.
    private string Left(IReadOnlyList<double> scores) =>
        Goal == Goal.Maximize && scores[0] > 0 ? Markdown.Percent(Math.Max(0, scores[^1] / scores[0])) : "none";

    private void WriteCut(Markdown text)
    {
        if (plan.Shape.Confirmation is null)
            return;
        text.Heading(2, "What went on");
        text.Paragraph(plan.KeepReason ?? $"The best {plan.Kept.Count} of {Markdown.Count(plan.Trials)}, as the study file says.");
    }

    // Agents' trials take minutes each.
    private static string Rate(double perSecond) => perSecond >= 10 ? Markdown.Count((long)perSecond) : Markdown.Number(perSecond);

    private void WriteTimings(Markdown text, StudyTimings timings)
    {
        text.Heading(2, "Timings");
        text.Table(
            ["stage", "evaluations", "work, s", "wall, s", "evaluations per second of work"],
            timings.Stages.Select((stage, i) => (IReadOnlyList<string>)
            [
                $"{i + 1}", Markdown.Count(
                    stage.Evaluations), stage.WorkSeconds.ToString("F3"), stage.WallSeconds?.ToString("F3") ?? "unknown",
                stage.WorkSeconds > 0 ? Rate(stage.Evaluations / stage.WorkSeconds) : "unknown",
            ]));
        if (plan.Cost is { SecondsPerTrial: double seconds, MegabytesPerTrial: double megabytes })
            text.Paragraph(
                $"A trial took {seconds:F3} s on the average and allocated {megabytes:F1} MB, which is more than it held at once.");
        if (timings.SavedWorkSeconds(spec, plan.Trials) is double saved
            && timings.SingleStageWorkSeconds(spec, plan.Trials) is double single)
            text.Paragraph($"One stage with all scenarios would have taken about {single:F3} s of work; two stages "
                + (saved >= 0 ? $"saved {saved:F3} s." : $"took {-saved:F3} s more."));
    }
}
