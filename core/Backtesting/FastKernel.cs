using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Sums;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Backtests by parts: signals once per signal rule, exits once per entry, side and exit rule, and a trial as a walk over
/// its signals. Equal to <see cref="ReferenceKernel"/> to the last bit.
/// </summary>
/// <remarks>
/// It rests on one fact: how a trade ends depends on its entry bar, its side and its exit rule alone, cut short by the next
/// opposing signal; and entries never depend on exits, as signals alternate. The exception,
/// <c>exit_on_opposite: false</c>, is followed trade by trade. One instance serves one symbol, for calls from all threads.
/// </remarks>
internal sealed class FastKernel(VectorLevel level) : IBacktestKernel
{
    // The lines of a block of time for so many fit the second-level cache.
    private const int BlockLines = 192;

    // The statistics of so many rules and groups of exits are kept at a time.
    private const int BlockSums = 8192;

    // How many groups of exits are looked up at a time.
    private const int BlockGroups = 16;

    // From so many trials of a batch on, a rule's exits are looked up rather than followed.
    private const int WorthATable = 3;

    private readonly Lock preparing = new();
    private KernelCache? cached;

    /// <summary>Creates a kernel of the widest level that the processor has.</summary>
    public FastKernel()
        : this(VectorLevels.Best)
    {
    }

    /// <inheritdoc/>
    public void Run(
        BacktestBatch batch, MarketConditions market, TradeStatistics[] results, TradeLog[]? logs, CancellationToken cancellation)
    {
        if (market.End <= market.Begin || batch.Signals.Count == 0)
        {
            foreach (TradeLog log in logs ?? [])
                log.EndSlices(batch.Steps);
            return;
        }

        KernelCache cache = CacheOf(market.Series);
        var places = new ExitPlace?[batch.Exits.Count];
        ExitGroup[] groups = Group(batch, market.Series, places);
        Workspace memory = Workspace.Rent();
        int mostRules = Math.Max(ColumnState.Lanes, BlockSums / Math.Clamp(groups.Length, 1, BlockGroups));
        var plans = new List<SignalPlan>();
        for (int rule = 0; rule < batch.Signals.Count; rule += plans.Count)
        {
            plans.Clear();
            memory.Lines.Clear();
            while (rule + plans.Count < batch.Signals.Count && plans.Count < mostRules && memory.Lines.Count < BlockLines)
                plans.Add(new SignalPlan(batch.Signals[rule + plans.Count], memory.Lines));
            memory.Lines.Open(cache.Lines);
            for (int group = 0; group == 0 || group < groups.Length; group += BlockGroups)
            {
                ExitGroup[] some = groups[group..Math.Min(group + BlockGroups, groups.Length)];
                var block = new SumBlock(batch, rule, plans, some, group, places, level == VectorLevel.Scalar);
                new TimeBlockSums(block, market, cache, memory, level, results, logs).Run(cancellation);
            }
        }

        memory.Return();
    }

    /// <summary>Puts exit rules of one shape together that enough trials have, and says where each is.</summary>
    /// <param name="batch">The trials.</param>
    /// <param name="series">The prices.</param>
    /// <param name="places">Receives for each exit rule its place, or null where trades are followed.</param>
    internal static ExitGroup[] Group(BacktestBatch batch, PointSeries series, ExitPlace?[] places)
    {
        int[] uses = new int[places.Length];
        var trials = new List<int>[places.Length];
        for (int trial = 0; trial < batch.SignalOf.Length; trial++)
        {
            if (batch.SignalOf[trial] < 0)
                continue;
            uses[batch.ExitOf[trial]]++;
            (trials[batch.ExitOf[trial]] ??= []).Add(trial);
        }

        var shapes = new Dictionary<ExitShape, List<int>>();
        for (int exit = 0; exit < uses.Length; exit++)
        {
            if (uses[exit] == 0 || !batch.Exits[exit].ExitOnOpposite)
                continue;
            var shape = ExitShape.Of(batch.Exits[exit]);
            if (!shapes.TryGetValue(shape, out List<int>? alike))
                shapes.Add(shape, alike = []);
            alike.Add(exit);
        }

        var groups = new List<ExitGroup>();
        foreach (List<int> all in shapes.Values)
        {
            List<int> alike = Worth(all, uses, trials, batch);
            for (int first = 0; first < alike.Count;)
            {
                // Two rules are looked up faster each in a table of its own.
                int size = alike.Count - first > 2 ? Math.Min(ExitGroup.MaxLanes, alike.Count - first) : 1;
                for (int lane = 0; lane < size; lane++)
                    places[alike[first + lane]] = new ExitPlace(groups.Count, lane);
                groups.Add(new ExitGroup([.. alike.GetRange(first, size).Select(exit => batch.Exits[exit])], series));
                first += size;
            }
        }

        return [.. groups];
    }

    // Those that enough trials have. Finalists often share their signals and differ in their exits: then an entry is looked up for
    // all of them at once, whatever each has.
    private static List<int> Worth(List<int> alike, int[] uses, List<int>[] trials, BacktestBatch batch)
    {
        int rest = 0;
        var signals = new HashSet<int>();
        foreach (int exit in alike)
        {
            if (uses[exit] >= WorthATable)
                continue;
            rest += uses[exit];
            foreach (int trial in trials[exit])
                signals.Add(batch.SignalOf[trial]);
        }

        return rest >= WorthATable * signals.Count ? alike : alike.FindAll(exit => uses[exit] >= WorthATable);
    }

    private KernelCache CacheOf(PointSeries series)
    {
        lock (preparing)
            return cached?.Series == series ? cached : cached = new KernelCache(series);
    }
}
