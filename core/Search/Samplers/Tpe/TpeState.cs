using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>What TPE keeps between proposals: trials by rank, and the mixtures.</summary>
internal sealed class TpeState
{
    private readonly List<int> complete = [];
    private readonly List<int> pruned = [];
    private readonly List<(ParameterSet Point, double[] Codes)> pending = [];
    private int generation = -1;
    private int known;
    private TrialLog? log;

    public TrialLog Log => log!;

    public List<TpeGroup> Groups { get; private set; } = [];

    /// <summary>How many trials count: complete and pruned ones.</summary>
    public int Finished => complete.Count + pruned.Count;

    public TpeSplit Best { get; private set; } = new([], [], false);

    public void Sync(Situation situation, bool constantLiar)
    {
        bool reset = !ReferenceEquals(log, situation.Log) || generation != situation.Log.Generation;
        if (reset)
            Reset(situation.Log);
        IReadOnlyList<ParameterSet> running = constantLiar ? situation.Pending : [];
        // Within a batch nothing changes but that trials under way are added, one per proposal.
        if (reset || known < Log.Trials.Count || !ArePending(running))
        {
            TakePendingBack();
            int before = known;
            for (; known < Log.Trials.Count; known++)
                Rank(known, situation.Request.Objectives);
            Split(situation.Request.Objectives, before);
        }
        else if (running.Count == pending.Count)
        {
            return;
        }

        foreach (ParameterSet point in running.Skip(pending.Count))
        {
            double[] codes = Log.Encoding.Encode(point);
            pending.Add((point, codes));
            foreach (TpeGroup group in Groups)
            {
                if (group.Has(codes))
                    group.Rest.Add(known + pending.Count, codes);
            }
        }

        foreach (TpeGroup group in Groups)
            group.Rest.Refresh();
    }

    // Whether what is pending here is the first part of what runs.
    private bool ArePending(IReadOnlyList<ParameterSet> running)
    {
        if (running.Count < pending.Count)
            return false;
        for (int i = 0; i < pending.Count; i++)
        {
            if (!ReferenceEquals(running[i], pending[i].Point) && !running[i].Equals(pending[i].Point))
                return false;
        }

        return true;
    }

    private void Reset(TrialLog fresh)
    {
        (log, generation, known) = (fresh, fresh.Generation, 0);
        complete.Clear();
        pruned.Clear();
        pending.Clear();
        Best = new([], [], false);
        Groups = MakeGroups(fresh.Encoding);
    }

    private static List<TpeGroup> MakeGroups(Encoding encoding)
    {
        SearchSpace space = encoding.Space;
        var depths = new int[space.Parameters.Count];
        var members = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var keys = new List<string>();
        foreach (int i in space.Order)
        {
            var terms = new List<string>();
            foreach ((int parent, Condition condition) in space.ConditionsOf(i))
            {
                depths[i] = Math.Max(depths[i], depths[parent] + 1);
                terms.Add(
                    $"{parent}:{string.Join('\u001f', condition.Values.Select(value => value.ToString()).Order(StringComparer.Ordinal))}");
            }

            if (encoding.Axes[i].Kind == AxisKind.Constant)
                continue;
            string key = string.Join('\u001e', terms.Order(StringComparer.Ordinal));
            if (!members.TryGetValue(key, out List<int>? list))
            {
                members[key] = list = [];
                keys.Add(key);
            }

            list.Add(i);
        }

        return [.. keys.Select(key => members[key]).OrderBy(list => depths[list[0]]).Select(list =>
            new TpeGroup([.. list.Order().Select(i => new TpeAxis(encoding.Axes[i], i))], depths[list[0]]))];
    }

    private void TakePendingBack()
    {
        for (int i = pending.Count - 1; i >= 0; i--)
        {
            foreach (TpeGroup group in Groups)
            {
                if (group.Has(pending[i].Codes))
                    group.Rest.Remove(known + i + 1);
            }
        }

        pending.Clear();
    }

    private void Rank(int position, int objectives)
    {
        FinishedTrial trial = Log.Trials[position];
        if (trial.Outcome == TrialOutcome.Complete && trial.Losses.Count >= objectives)
            Insert(complete, position, (a, b) => Log.Trials[a].Losses[0].CompareTo(Log.Trials[b].Losses[0]));
        else if (trial.Outcome == TrialOutcome.Pruned)
            Insert(pruned, position, ComparePruned);
    }

    // Optuna: the trial that came further is better; of two that stopped at the same step, the one with the lower value there;
    // NaN counts as infinite, and trials without any report come last.
    private int ComparePruned(int left, int right)
    {
        (double leftStep, double leftLoss) = Key(Log.Trials[left]);
        (double rightStep, double rightLoss) = Key(Log.Trials[right]);
        return leftStep != rightStep ? leftStep.CompareTo(rightStep) : leftLoss.CompareTo(rightLoss);

        static (double Step, double Loss) Key(FinishedTrial trial) => trial.Steps is [.., var last]
            ? (-last.Step, double.IsNaN(last.Loss) ? double.PositiveInfinity : last.Loss)
            : (1, 0);
    }

    private static void Insert(List<int> sorted, int position, Comparison<int> compare)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (compare(sorted[middle], position) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        sorted.Insert(low, position);
    }

    private void Split(int objectives, int before)
    {
        int wanted = (int)Math.Ceiling(0.1 * Finished);
        if (objectives == 1)
            wanted = Math.Min(wanted, 25);
        var positions = new List<int>(wanted);
        if (objectives == 1)
            positions.AddRange(complete.Take(wanted));
        else
            positions.AddRange(
                ParetoRanking.Best([.. complete.Order()], position => Log.Trials[position].Losses, Math.Min(wanted, complete.Count)));
        positions.AddRange(pruned.Take(wanted - positions.Count));
        positions.Sort();

        var good = new HashSet<int>(positions);
        foreach (TpeGroup group in Groups)
        {
            foreach (int old in Best.Positions)
            {
                if (!good.Contains(old))
                    Put(group, old);
            }

            for (int position = before; position < known; position++)
            {
                if (!good.Contains(position))
                    Put(group, position);
            }

            foreach (int position in positions)
            {
                if (group.Rest.Contains(position + 1))
                    group.Rest.Remove(position + 1);
            }
        }

        Best = new([.. positions], [.. positions.Select(Log.Codes)], objectives > 1);
    }

    private void Put(TpeGroup group, int position)
    {
        if (group.Has(Log.Codes(position)) && !group.Rest.Contains(position + 1))
            group.Rest.Add(position + 1, Log.Codes(position));
    }
}
