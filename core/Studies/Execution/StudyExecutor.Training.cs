using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Execution;

/// <content>Trials that train.</content>
public sealed partial class StudyExecutor
{
    /// <summary>The model of a trial, trained on all data but the holdout; null where trials train none.</summary>
    /// <param name="trial">The trial, as it was published.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="TrainingFailedException">It cannot be trained.</exception>
    public FinalModel? TrainFinal(PublishedTrial trial, CancellationToken cancellation) => (objective as ModelObjective)?.TrainFinal(
        trial.Values,
        Spec.ScenarioNamed(Spec.Stages[0].Scenarios[0]),
        new ModelSource(Spec.Name, trial.Trial, StudyMetadata.Version, trial.Metrics),
        cancellation);

    /// <summary>
    /// How many steps of trials that train were done here, and how many were taken from checkpoints; null for other trials.
    /// </summary>
    public (int Done, int Resumed)? TrainedSteps => Trains ? (checkpoints.StepsDone, checkpoints.StepsResumed) : null;

    /// <summary>
    /// Drops the checkpoints of a piece of work. To be called once its result is kept: before that, a host that ends would lose both.
    /// </summary>
    /// <param name="item">The work.</param>
    /// <param name="history">The trials of a search in batches.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task ReleaseAsync(WorkItem item, StudyHistory history, CancellationToken cancellation)
    {
        if (!Trains)
            return;
        IEnumerable<ParameterSet> trials = item switch
        {
            EvaluateTrial trial => [trial.Values],
            EvaluateChunk chunk => Enumerable.Range(0, chunk.Count).Select(i => source!.At(chunk.First + i)),
            EvaluateCandidate candidate => [Values(candidate.Trial, history)],
            EvaluateCandidates candidates => candidates.Each.Select(each => Values(each.Trial, history)),
            _ => [],
        };
        foreach (ParameterSet trial in trials)
            await checkpoints.DropAsync(trial, cancellation);
    }

    /// <summary>
    /// Drops all checkpoints that are left when a study ends: a host that ended may not have come to <see cref="ReleaseAsync"/>.
    /// </summary>
    /// <param name="cancellation">Ends the call.</param>
    public Task ReleaseAllAsync(CancellationToken cancellation) => Trains ? checkpoints.DropAllAsync(cancellation) : Task.CompletedTask;

    /// <summary>About how many seconds a trial of a search in chunks takes on one thread, before any is evaluated; null where trials train
    /// nothing.</summary>
    public double? EstimatedSeconds
    {
        get
        {
            const int Sample = 32;
            if (objective is not ModelObjective models || source is null || Trials is not long all)
                return null;
            long step = Math.Max(1, all / Sample);
            return Enumerable.Range(0, (int)Math.Min(Sample, all)).Average(i => models.EstimateSeconds(source.At(i * step)));
        }
    }

    /// <summary>Whether trials train models.</summary>
    public bool Trains => objective is ModelObjective;

    /// <summary>The policy of a trial, as it was judged; null where trials train none, or it cannot be trained.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="history">The trials of a search in batches.</param>
    /// <param name="cancellation">Ends the training.</param>
    public FinalPolicy? TrainFinalPolicy(long trial, StudyHistory history, CancellationToken cancellation)
    {
        if (objective is not PolicyObjective policies)
            return null;
        try
        {
            FinalPolicy trained = policies.TrainFinal(Values(trial, history), cancellation);
            return trained with { Card = trained.Card with { Study = Spec.Name, Trial = trial } };
        }
        catch (TrainingFailedException)
        {
            return null;
        }
    }
}
