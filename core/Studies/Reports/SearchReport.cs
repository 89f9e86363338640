using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>The part of <c>report.md</c> about a search in batches: how the best was found, what matters, and what pruning saved.</summary>
/// <param name="spec">The study.</param>
/// <param name="metrics">The names of the objective's metrics.</param>
/// <param name="history">The trials.</param>
internal sealed class SearchReport(StudySpec spec, IReadOnlyList<string> metrics, StudyHistory history)
{
    // A forest from fewer trials says little.
    private const int EnoughForImportance = 20;
    private const int ShownImprovements = 20;
    private const int ShownFront = 30;

    private readonly SearchTables tables = new(spec, metrics, history);

    private Goal Goal => spec.Metrics[0].Goal;

    // Where the low-trade rule can make the score another number than the metric.
    private bool Penalised => spec.Score.MinTrades > 0 && spec.Objective.HasScenarios;

    /// <summary>Writes the sections.</summary>
    public void Write(Markdown text, StudyTimings? timings)
    {
        text.Heading(2, "The search");
        text.Paragraph(SamplerRegistry.Create(spec.Sampler).Explain(spec.Space, spec.Budget.Trials, spec.Metrics.Count));
        EndedTrial[] complete = [
            .. history.Records.Where(trial => trial.Result.Outcome == TrialOutcome.Complete && trial.Proposal.RepeatOf is null)
        ];
        if (spec.Metrics.Count > 1)
            WriteFront(text, complete);
        else
            WriteImprovements(text, complete);
        WriteImportance(text, complete);
        WritePruning(text);
        if (timings is { Stages: [{ WallSeconds: double wall }, ..] } && wall > 0 && history.Records.Count > 0)
            text.Paragraph($"{Markdown.Counted((long)(3600 * history.Records.Count / wall), "trial")} per hour.");
    }

    private void WriteImprovements(Markdown text, EndedTrial[] complete)
    {
        var improvements = new List<EndedTrial>();
        foreach (EndedTrial trial in complete.OrderBy(trial => trial.Trial))
        {
            if (improvements.Count == 0 || Goal.IsBetter(trial.Result.Scores[0], improvements[^1].Result.Scores[0]))
                improvements.Add(trial);
        }

        if (improvements.Count == 0)
            return;
        text.Heading(3, "History of the best");
        if (improvements.Count > ShownImprovements)
            text.Paragraph($"The last {ShownImprovements} of {improvements.Count} improvements.");
        text.Table(
            ["trial", .. Penalised ? ["score"] : Array.Empty<string>(), spec.Metrics[0].Name, "source", "parameters"],
            improvements.TakeLast(ShownImprovements).Select(trial => (IReadOnlyList<string>)
            [
                $"{trial.Trial}", .. Penalised ? [Markdown.Number(trial.Result.Scores[0])] : Array.Empty<string>(),
                Markdown.Number(tables.Value(trial.Result, 0)), trial.Proposal.Enqueued
                    ? "enqueued"
                    : "sampler", ReadableNumber.Of(trial.Proposal.Values),
            ]));
    }

    private void WriteFront(Markdown text, EndedTrial[] complete)
    {
        EndedTrial[] front =
        [
            .. ParetoFront.Of([.. complete.Select(trial => SearchTables.Losses(spec, trial))])
                .Select(index => complete[index])
                .OrderBy(trial => Goal.ToLoss(trial.Result.Scores[0])).ThenBy(trial => trial.Trial),
        ];
        text.Heading(3, "Pareto front");
        text.Paragraph(
            $"{front.Length} of {Markdown.Counted(complete.Length, "complete trial")} {(front.Length == 1 ? "is" : "are")} beaten by no "
                + $"other in every metric; all of them are in "
                + $"`pareto_front.csv`. Which is best is for you to say.");
        text.Table(
            ["trial", .. spec.Metrics.Select(metric => metric.Name), "parameters"],
            front.Take(ShownFront).Select(
                trial => (IReadOnlyList<string>)[
                    $"{trial.Trial}",
                    .. spec.Metrics.Select((_, metric) => Markdown.Number(tables.Value(trial.Result, metric))),
                    ReadableNumber.Of(trial.Proposal.Values)
                ]));
    }

    private void WriteImportance(Markdown text, EndedTrial[] complete)
    {
        if (complete.Length < EnoughForImportance || spec.Space.Parameters.Count < 2)
            return;
        ImportanceReport importance = ImportanceReport.Of(
            spec, complete.Select(trial => new PastTrial(trial.Trial, trial.Proposal.Values, trial.Result.Scores[0], [])));
        text.Heading(3, "What matters");
        text.Paragraph(
            $"The share of the variance of {(Penalised ? "the score" : spec.Metrics[0].Name)} over the search space that each parameter "
                + $"explains alone (fANOVA over {Markdown.Counted(importance.Trials, "trial")}); what is missing to 100% is how they act "
                + $"together.");
        text.Table(
            ["parameter", "explains alone", "uncertainty", "share among parameters"],
            importance.Weights.Select(
                weight => (IReadOnlyList<string>)[
                    weight.Name,
                    Markdown.Percent(weight.Explained, 1),
                    Markdown.Percent(weight.Deviation, 1),
                    Markdown.Percent(weight.Importance, 1)
                ]));
    }

    private void WritePruning(Markdown text)
    {
        EndedTrial[] pruned = [.. history.Records.Where(trial => trial.PrunedAt is not null && trial.Proposal.RepeatOf is null)];
        int run = history.Records.Count(trial => trial.Proposal.RepeatOf is null);
        if (spec.Pruner is null or { Name: "none" } || run == 0)
            return;
        EndedTrial[] whole = [
            .. history.Records.Where(
                trial => trial.Result.Outcome == TrialOutcome.Complete && trial.Result.Steps.Count > 0 && trial.Proposal.RepeatOf is null)
        ];
        double perTrial = whole.Length > 0 ? whole.Average(trial => trial.Result.Seconds) : double.NaN;
        double saved = pruned.Sum(trial => Math.Max(0, perTrial - trial.Result.Seconds)),
            spent = history.Records.Sum(trial => trial.Result.Seconds);
        text.Heading(3, "Pruning");
        text.Paragraph(
            $"The pruner {spec.Pruner.Name} stopped {pruned.Length} of {Markdown.Counted(run, "trial")} "
                + $"({Markdown.Percent((double)pruned.Length / run)}) before their last step."
            + (
                double.IsFinite(saved)
                    && saved > 0
                        ? $" At {perTrial:F3} s for a whole trial that saved about {saved:F1} s of {spent + saved:F1} s of work."
                        : string.Empty));
    }
}
