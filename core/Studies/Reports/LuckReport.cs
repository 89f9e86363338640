using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>
/// The part of <c>report.md</c> about how much of the best is luck: one bar for all trials that were tried, and what it leaves of each
/// winner (Bailey and López de Prado, "The Deflated Sharpe Ratio", 2014).
/// </summary>
/// <param name="spec">The study.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="summary">The trials of the first stage.</param>
/// <param name="metrics">The names of the objective's metrics.</param>
/// <param name="winners">The trials to speak about, best first.</param>
internal sealed class LuckReport(
    StudySpec spec, StudyPlan plan, SearchSummary summary, IReadOnlyList<string> metrics, IReadOnlyList<Winner> winners)
{
    // Metrics that a trial without skill has at 0 on average. Of others, such as a win rate, nobody knows.
    private static readonly string[] ZeroWithoutSkill =
        ["sharpe", "sortino", "sqn", "pnl_pips", "avg_pips", "expectancy", "recovery_factor"];

    private readonly MetricSpec metric = spec.Metrics[0];

    // What luck can choose from is every trial that was tried: a pruner stops the poor ones because of their results.
    private long Tried => plan.Trials;

    // Where several scenarios rank together, the metric is that of the first of them.
    private string Under => spec.Stages[0].Scenarios.Count > 1 ? $" under {spec.Stages[0].Scenarios[0]}" : string.Empty;

    /// <summary>Writes the section, where there is something to say.</summary>
    public void Write(Markdown text)
    {
        if (!spec.Objective.HasLuck || summary.Scored < 2 || !double.IsFinite(summary.Deviation))
            return;
        text.Heading(2, "How much is luck");
        string bar = ZeroWithoutSkill.Contains(metric.Expression) ? Bar() : string.Empty;
        text.Paragraph(
            $"{Markdown.Counted(Tried, "trial")} {(Tried == 1 ? "was" : "were")} tried. Over the {Markdown.Count(summary.Scored)} that "
                + $"have one, "
            + $"{metric.Name}{Under} has the mean {Markdown.Number(summary.Mean)} and the standard deviation "
                + $"{Markdown.Number(summary.Deviation)}.{bar}");
        IReadOnlyList<string>[] rows = [.. winners.Select(Deflated).OfType<IReadOnlyList<string>>()];
        if (rows.Length == 0)
            return;
        text.Paragraph(
            "The deflated Sharpe ratio is the probability that a trial's true Sharpe ratio is above 0, given how many were tried; below "
                + "95% it is "
            + "no evidence. It takes the trades for normally distributed.");
        text.Table(["trial", "deflated Sharpe ratio", "trades"], rows);
    }

    private string Bar()
    {
        int sign = metric.Goal == Goal.Maximize ? 1 : -1;
        double expected = sign * OverfittingMeasures.ExpectedMaximum(Tried) * summary.Deviation, best = summary.BestValue;
        return $" If none had any skill and all were independent, the best would still have about {Markdown.Number(expected)} by luck "
            + $"(Bailey and "
            + $"López de Prado, 2014). The best here has {Markdown.Number(best)}, "
            + $"{(metric.Goal.IsBetter(best, expected) ? "which is better" : "**which is no better**")}. "
            + "Trials of one search are alike, so that the true bar is lower.";
    }

    private IReadOnlyList<string>? Deflated(Winner winner)
    {
        IReadOnlyList<string> scenarios = spec.Stages[^1].Scenarios;
        int place = scenarios.ToList().IndexOf(spec.Stages[0].Scenarios[0]);
        if (metric.Expression != "sharpe" || spec.Stages[0].Scenarios.Count > 1 || place < 0 || place >= winner.Metrics.Count)
            return null;
        double Metric(string name) => metrics.ToList().IndexOf(name) is var index and >= 0 ? winner.Metrics[place][index] : double.NaN;
        double trades = Metric("trades"), sharpe = Metric("sharpe"), perTrade = Metric("sqn") / Math.Sqrt(trades);
        if (!(trades >= 2) || perTrade == 0 || double.IsNaN(perTrade))
            return null;
        // The metric is annualised; the measure is not.
        double annual = sharpe / perTrade, variance = summary.Deviation * summary.Deviation / (annual * annual);
        double probability = OverfittingMeasures.DeflatedSharpeRatio(perTrade, Tried, variance, (long)trades);
        return [$"{winner.Trial}", probability.ToString("P1").Replace(" ", string.Empty, StringComparison.Ordinal), $"{trades}"];
    }
}
