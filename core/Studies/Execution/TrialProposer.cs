using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// Proposes the trials of a search in batches: first what was enqueued, then what the sampler says, in the second phase within the
/// ranges of the best trials of the first. What it proposes follows from the study, the work item and the history alone; what it keeps
/// between calls makes it faster.
/// </summary>
internal sealed class TrialProposer(StudySpec spec, TimeProvider time)
{
    private readonly ISampler sampler = SamplerRegistry.Create(spec.Sampler);
    private readonly Lock running = new();
    private readonly List<FinishedTrial> inRange = [];
    private SamplerCache cache = new();
    private SearchSpace space = spec.Space;
    private long? refining;
    private int looked;

    /// <summary>Makes the proposals that the item asks for.</summary>
    /// <remarks>One call at a time. The sampler thinks without the history's lock: results come in meanwhile.</remarks>
    public ProposalResult Run(ProposeTrials item, StudyHistory history, CancellationToken cancellation)
    {
        lock (running)
        {
            long start = time.GetTimestamp();
            List<ParameterSet> pending = [.. item.Pending.Select(trial => trial.Values)];
            var proposals = new List<Proposal>(item.Count);
            ProposalRequest? request;
            lock (history.Gate)
            {
                if (item.Refining != refining)
                    EnterPhase(item.Refining, history);
                int enqueued = (int)Math.Clamp(spec.Enqueued.Count - item.First, 0, item.Count);
                for (int i = 0; i < enqueued; i++)
                {
                    long number = item.First + i;
                    ParameterSet values = Complete(spec.Enqueued[(int)number], number);
                    proposals.Add(Repeat(number, values, history) ?? new Proposal(values, Enqueued: true));
                    pending.Add(values);
                }

                request = enqueued < item.Count ? Request(item, enqueued, pending, history, cancellation) : null;
            }

            if (request is not null)
            {
                IReadOnlyList<ParameterSet> points = sampler.Propose(request, cache);
                lock (history.Gate)
                {
                    foreach (ParameterSet values in points)
                        proposals.Add(Repeat(item.First + proposals.Count, values, history) ?? new Proposal(values));
                }
            }

            return new ProposalResult(item.Id, time.GetElapsedTime(start).TotalSeconds, proposals);
        }
    }

    private ProposalRequest Request(
        ProposeTrials item, int skipped, List<ParameterSet> pending, StudyHistory history, CancellationToken cancellation) => new()
    {
        Space = space,
        History = refining is null ? history.Finished : InRange(history),
        Pending = refining is null ? pending : [.. pending.Select(space.Normalize).OfType<ParameterSet>()],
        Seed = spec.Seed,
        FirstTrial = item.First + skipped,
        Count = item.Count - skipped,
        Objectives = spec.Metrics.Count,
        Budget = Budget(item),
        AllowRepeats = spec.Repeats,
        Cancellation = cancellation,
    };

    private long? Budget(ProposeTrials item) => item.Refining is long first ? first + (spec.Refine!.Trials ?? first) : spec.Budget.Trials;

    // Values that were tried are not evaluated again, whoever asks for them.
    private Proposal? Repeat(long number, ParameterSet values, StudyHistory history)
    {
        if (spec.Repeats || history.WithValues(values) is not EndedTrial original)
            return null;
        var trial = new EvaluateTrial(number, values, number);
        return new Proposal(
            values, number < spec.Enqueued.Count, original.Trial, original.Result with { Id = trial.Id, Trial = number, Seconds = 0 });
    }

    private void EnterPhase(long? first, StudyHistory history)
    {
        refining = first;
        cache = new SamplerCache();
        inRange.Clear();
        looked = 0;
        if (first is not long number)
        {
            space = spec.Space;
            return;
        }

        RefineSpec rule = spec.Refine!;
        Goal goal = spec.Metrics[0].Goal;
        IEnumerable<(ParameterSet, double)> coarse = history.Records
            .Where(record => record.Trial < number && record.Result.Outcome == TrialOutcome.Complete)
            .Select(record => (record.Proposal.Values, goal.ToLoss(record.Result.Scores[0])));
        // A grid that only narrowed would have nothing left to try.
        space = spec.Sampler.Name == "grid"
            ? FinerGrid.Around(spec.Space, coarse, rule.Share)
            : BestRanges.Narrow(spec.Space, coarse, rule.Share, rule.Margin);
    }

    // The sampler of the second phase knows the trials of the first that lie in the narrowed ranges.
    private List<FinishedTrial> InRange(StudyHistory history)
    {
        IReadOnlyList<FinishedTrial> finished = history.Finished;
        for (; looked < finished.Count; looked++)
        {
            FinishedTrial trial = finished[looked];
            if (space.Normalize(trial.Values) is ParameterSet values)
                inRange.Add(trial with { Values = values });
        }

        return inRange;
    }

    // What an enqueued trial leaves out is drawn from the prior, by the trial's own stream.
    private ParameterSet Complete(ParameterSet given, long number)
    {
        if (spec.Space.Normalize(given) is ParameterSet whole)
            return whole;
        var random = new RandomStream(spec.Seed, (ulong)number, StreamPurpose.EnqueuedTrial);
        const int Attempts = 10_000;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ParameterSet drawn = spec.Space.Sample(ref random);
            var values = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
            for (int i = 0; i < drawn.Count; i++)
                values[drawn.Names[i]] = drawn.Values[i];
            for (int i = 0; i < given.Count; i++)
                values[given.Names[i]] = given.Values[i];
            if (spec.Space.Normalize(new ParameterSet([.. values.Keys], [.. values.Values])) is ParameterSet point)
                return point;
        }

        throw new InvalidInputException(
            Place.Field($"enqueue[{number}]"),
            $"the values {given} fit no trial of this study: a value is outside its range, or a constraint is violated whatever the "
                + $"others are.", "Change the values or the constraints.");
    }
}
