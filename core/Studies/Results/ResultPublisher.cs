using System.Text;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes the result files of a finished study. The same plan gives the same bytes on every host.</summary>
public sealed class ResultPublisher(StudyExecutor executor, StudyPlan plan, StudyHistory history, IArtifactStore artifacts)
{
    private readonly StageEnd end = StageEnd.Of(executor, plan, history);

    /// <summary>How long the stages took, for the report; null leaves that section out.</summary>
    public StudyTimings? Timings { get; init; }

    /// <summary>The page of which <c>report.html</c> is made; null for none.</summary>
    public PageTemplate? Page { get; init; }

    /// <summary>The finalists of the last stage, best first; empty in a study with one stage.</summary>
    public IReadOnlyList<Finalist> Finalists => end.Finalists;

    /// <summary>
    /// Writes <c>stage1_results</c> and <c>tuning_results</c>, each as typed rows (<c>.rows</c>) and as a table (<c>.csv</c>),
    /// <c>top_k.csv</c>, <c>best_trial.json</c> and <c>report.md</c>; for a search in batches <c>trials.csv</c> and
    /// <c>trial_seconds.csv</c>, too, and with several metrics <c>pareto_front.csv</c>. A study with one stage has no
    /// <c>stage1_results</c> and no <c>top_k.csv</c>. Last comes <c>report.html</c>, where there is a <see cref="Page"/>.
    /// </summary>
    /// <param name="cancellation">Ends the writing; nothing half-written stays.</param>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        var summary = new SearchSummary(WinnerFinder.Most, plan.Trials, plan.Failed + plan.Undefined + plan.Pruned);
        PageCollector? collected = Page is null ? null : new PageCollector(plan.Spec);
        var first = FirstStage.Of(executor, plan, history, end, summary, collected);
        var finder = new WinnerFinder(executor, plan, history, summary);
        finder.WantNeighbours(first, end.Shown);
        await first.WriteAsync(artifacts, cancellation);
        await end.WriteAsync(first.Best, artifacts, collected, cancellation);
        foreach ((string name, CsvText text) in first.Tables())
            await artifacts.PutAsync(name, async (stream, stop) => await stream.WriteAsync(text.Written, stop), cancellation);
        FinalModel? model = null;
        FinalPolicy? policy = null;
        if (end.Best is RankedTrial winner)
        {
            await artifacts.PutAsync(
                "best_trial.json",
                (stream, _) =>
                {
                    SearchTables.WriteBest(stream, plan.Spec, winner, executor.Values(winner.Trial, history));
                    return Task.CompletedTask;
                },
                cancellation);
            model = await TrainAsync(winner.Trial, cancellation);
            policy = executor.TrainFinalPolicy(winner.Trial, history, cancellation);
            if (policy is not null)
            {
                await PutAsync(FinalPolicy.PolicyName, policy.Policy, cancellation);
                await artifacts.PutAsync(
                    FinalPolicy.OnnxName, async (stream, stop) => await stream.WriteAsync(policy.Onnx, stop), cancellation);
                await PutAsync(PolicyCard.FileName, PolicyPackage.Write(policy.Card), cancellation);
            }
        }

        string report = new StudyReport(
            plan.Spec,
            plan,
            summary,
            executor.Metrics,
            end.Winners(finder, first),
            executor.Remarks,
            first.Report,
            model?.Card,
            policy?.Card).Write(Timings);
        await PutAsync("report.md", report, cancellation);
        if (collected is not null)
            await artifacts.PutAsync(
                StudyPage.Report,
                (stream, _) =>
                {
                    Page!.Write(stream, collected.Write(plan, history.Records).Span);
                    return Task.CompletedTask;
                },
                cancellation);
        await executor.ReleaseAllAsync(cancellation);
    }

    // What cannot be trained on all data has been trained on parts of it: the results stand without it.
    private async Task<FinalModel?> TrainAsync(long trial, CancellationToken cancellation)
    {
        if (!executor.Trains
            || await PublishedTrial.FindAsync(plan.Spec, artifacts, trial, cancellation) is not { } published)
            return null;
        try
        {
            FinalModel model = executor.TrainFinal(published, cancellation)!;
            await artifacts.PutAsync(
                model.Card.File, async (stream, stop) => await stream.WriteAsync(model.Content, stop), cancellation);
            await PutAsync(ModelCard.FileName, ModelPackage.Write(model.Card), cancellation);
            return model;
        }
        catch (TrainingFailedException)
        {
            return null;
        }
    }

    private Task PutAsync(string name, string text, CancellationToken cancellation) =>
        artifacts.PutAsync(name, async (stream, stop) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop), cancellation);
}
