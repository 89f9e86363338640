using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// All trials of a search in batches that have ended, as samplers and pruners learn from them. Grown by adding trials in the order
/// in which the plan applies them; the same trials in the same order give the same history on every host.
/// </summary>
/// <remarks>Take <see cref="Gate"/> to read while another thread may add.</remarks>
public sealed class StudyHistory(StudySpec spec)
{
    private readonly List<EndedTrial> records = [];
    private readonly HashSet<long> awaited = [];
    private readonly Dictionary<long, Proposal> byNumber = [];
    private readonly Dictionary<ParameterSet, EndedTrial> byValues = [];
    private FinishedTrial[] finished = [];
    private int finishedCount;

    /// <summary>Held while reading or adding.</summary>
    public Lock Gate { get; } = new();

    /// <summary>All trials, repeats too, in the order in which they were added.</summary>
    public IReadOnlyList<EndedTrial> Records => records;

    /// <summary>
    /// All trials but repeats, as samplers see them. What was given once stays as it is while others are added, so that a sampler may
    /// think about it for seconds without holding <see cref="Gate"/>, which all who bring results wait for.
    /// </summary>
    public IReadOnlyList<FinishedTrial> Finished => new ArraySegment<FinishedTrial>(finished, 0, finishedCount);

    /// <summary>The reports of all trials but repeats, as pruners see them.</summary>
    public TrialReports Reports { get; private set; } = new(spec.Metrics[0].Goal);

    /// <summary>The first trial with these values that did not fail, or null.</summary>
    public EndedTrial? WithValues(ParameterSet values) => byValues.GetValueOrDefault(values);

    /// <summary>The values of a trial that has ended.</summary>
    /// <exception cref="KeyNotFoundException">There is no such trial.</exception>
    public ParameterSet ValuesOf(long trial) => byNumber[trial].Values;

    /// <summary>Adds a trial that has ended.</summary>
    public void Add(EndedTrial record)
    {
        lock (Gate)
        {
            records.Add(record);
            byNumber[record.Trial] = record.Proposal;
            if (record.Proposal.RepeatOf is null)
                Learn(record);
        }
    }

    /// <summary>Forgets the results of trials that are run again, until <see cref="Replace"/> brings the new ones.</summary>
    public void Await(IReadOnlyCollection<long> trials)
    {
        lock (Gate)
        {
            awaited.UnionWith(trials);
            LearnAgain();
        }
    }

    /// <summary>Puts another result in the place of a trial's own, after it was run again, and of those that took it over.</summary>
    public void Replace(TrialResult result)
    {
        lock (Gate)
        {
            for (int i = 0; i < records.Count; i++)
            {
                if (records[i].Trial == result.Trial)
                    records[i] = records[i] with { Result = result };
                else if (records[i].Proposal.RepeatOf == result.Trial)
                    records[i] = records[i] with
                    {
                        Result = result with { Id = records[i].Result.Id, Trial = records[i].Trial, Seconds = 0 }
                    };
            }

            awaited.Remove(result.Trial);
            LearnAgain();
        }
    }

    private void LearnAgain()
    {
        (finished, finishedCount) = ([], 0);
        byValues.Clear();
        Reports = new TrialReports(spec.Metrics[0].Goal);
        foreach (EndedTrial record in records.Where(record => record.Proposal.RepeatOf is null && !awaited.Contains(record.Trial)))
            Learn(record);
    }

    private void Learn(EndedTrial record)
    {
        TrialResult result = record.Result;
        Goal goal = spec.Metrics[0].Goal;
        double[] losses = result.Outcome == TrialOutcome.Complete
            ? [.. result.Scores.Select((score, metric) => spec.Metrics[metric].Goal.ToLoss(score))]
            : [];
        if (finishedCount == finished.Length)
            Array.Resize(ref finished, Math.Max(16, 2 * finishedCount));
        finished[finishedCount++] = new FinishedTrial(
            record.Trial,
            record.Proposal.Values,
            result.Outcome,
            losses,
            [.. result.Steps.Select(step => new StepLoss(step.Step, Loss(goal, step.Value)))]);
        foreach (StepReport step in result.Steps)
        {
            Reports.Report(record.Trial, step.Step, step.Value);
            Reports.Apply(record.Trial, step.Decision);
        }

        Reports.Finish(record.Trial, result.Outcome, result.Outcome == TrialOutcome.Complete ? result.Scores[0] : double.NaN);
        if (result.Outcome != TrialOutcome.Failed)
            byValues.TryAdd(record.Proposal.Values, record);
    }

    // A report that is no number says so to samplers too; as a loss it would be infinite.
    private static double Loss(Goal goal, double value) => double.IsNaN(value) ? double.NaN : goal.ToLoss(value);
}
