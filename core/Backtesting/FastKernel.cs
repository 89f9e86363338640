using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Backtests by parts: signals once per signal rule, exits once per entry, side and exit rule, and a trial as a fold over
/// its signals. Equal to <see cref="ReferenceKernel"/> to the last bit.
/// </summary>
/// <remarks>
/// It rests on one fact: how a trade ends depends on its entry bar, its side and its exit rule alone, cut short by the next
/// opposing signal; and entries never depend on exits, as signals alternate. The exception,
/// <c>exit_on_opposite: false</c>, is followed trade by trade. One instance serves one symbol, and keeps lines and tables
/// for all calls, from all threads.
/// </remarks>
internal sealed class FastKernel(VectorLevel level) : IBacktestKernel
{
    // Words of signals of one block: few megabytes, and still many rules per piece of time.
    private const int BlockWords = 1 << 19;

    // From so many trials of a batch on, a rule's exits are looked up rather than followed.
    private const int WorthATable = 3;

    // From so many trials of a signal rule in one table on, all lanes are added up at once.
    private const int WorthAllLanes = 3;

    private readonly Lock preparing = new();
    private Market? cached;

    /// <summary>Creates a kernel of the widest level that the processor has.</summary>
    public FastKernel()
        : this(VectorLevels.Best)
    {
    }

    /// <inheritdoc/>
    public void Run(BacktestBatch batch, MarketConditions market, TradeStatistics[] results, CancellationToken cancellation)
    {
        if (market.End <= market.Begin || batch.Signals.Count == 0)
            return;
        Market shared = Shared(market.Series);
        Trial[] trials = Assign(batch, shared);
        SignalBlock block = shared.RentBlock();
        var lines = new HashSet<Line>();
        int blockSize = Math.Max(1, BlockWords / block.WordsPerRule);
        for (int first = 0; first < batch.Signals.Count; first += blockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(blockSize, batch.Signals.Count - first);
            lines.Clear();
            for (int i = 0; i < count; i++)
            {
                ConditionPlan.Collect(batch.Signals[first + i].Long, lines);
                ConditionPlan.Collect(batch.Signals[first + i].Short, lines);
            }

            shared.Lines.Prepare(lines);
            var plans = new SignalPlan[count];
            for (int i = 0; i < count; i++)
                plans[i] = new SignalPlan(batch.Signals[first + i], shared.Lines);
            Find(plans, market.Series.Count, block);
            block.List(count);
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Fold(batch, first + i, trials, block.SignalsOf(i), block.FirstIsLong(i), market, shared, results);
            }
        }

        shared.ReturnBlock(block);
    }

    private void Find(SignalPlan[] plans, int bars, SignalBlock block)
    {
        switch (level)
        {
            case VectorLevel.Avx512: SignalFinder.Find<Compare512>(plans, bars, block); break;
            case VectorLevel.Avx2: SignalFinder.Find<Compare256>(plans, bars, block); break;
            default: SignalFinder.Find<CompareScalar>(plans, bars, block); break;
        }
    }

    // Which exit rules are looked up in which table, by trial, in the order of the trials of each signal rule.
    private static Trial[] Assign(BacktestBatch batch, Market shared)
    {
        int[] uses = new int[batch.Exits.Count];
        for (int trial = 0; trial < batch.SignalOf.Length; trial++)
        {
            if (batch.SignalOf[trial] >= 0)
                uses[batch.ExitOf[trial]]++;
        }

        int[] shareable = [.. Enumerable.Range(0, uses.Length).Where(exit => uses[exit] >= WorthATable && batch.Exits[exit].ExitOnOpposite)];
        (ExitGroup Group, int Lane)[] places = shared.Tables.Place([.. shareable.Select(exit => batch.Exits[exit])]);
        var exits = new Trial[uses.Length];
        for (int i = 0; i < shareable.Length; i++)
            exits[shareable[i]] = new Trial(places[i].Group, places[i].Lane);
        return exits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Fold(
        BacktestBatch batch, int signal, Trial[] exits, ReadOnlySpan<int> signals, bool firstIsLong, MarketConditions market, Market shared, TradeStatistics[] results)
    {
        PointSeries series = market.Series;
        int lag = market.Delay + 1;
        int steps = batch.Steps;
        ReadOnlySpan<int> trials = batch.TrialsOf(signal);
        fixed (int* signalStart = signals, opens = series.Open, costs = market.Costs)
        fixed (byte* hours = series.Hours)
        {
            Span<FoldTask> tasks = steps <= 64 ? stackalloc FoldTask[steps] : new FoldTask[steps];
            int skip = 0;
            for (int step = 0; step < steps; step++)
            {
                int begin = market.SliceBegin(step, batch.Slices), end = market.SliceBegin(step + 1, batch.Slices);
                while (skip < signals.Length && signals[skip] + lag < begin)
                    skip++;
                int after = skip;
                if (step == batch.Slices - 1 && end == series.Count)
                    after = signals.Length;
                while (after < signals.Length && signals[after] + lag < end)
                    after++;
                while (after > skip && signals[after - 1] + lag >= end)
                    after--;
                tasks[step] = new FoldTask
                {
                    Signals = signalStart + skip,
                    Count = after - skip,
                    FirstSide = ((skip & 1) != 0) == firstIsLong ? 1 : 0,
                    Lag = lag,
                    End = end,
                    Opens = opens,
                    LastClose = end > 0 ? series.Close[end - 1] : 0,
                    Costs = costs,
                    Bars = series.Count,
                };
                skip = after;
            }

            for (int i = 0; i < trials.Length;)
            {
                Trial exit = exits[batch.ExitOf[trials[i]]];
                ExitRules rules = batch.Exits[batch.ExitOf[trials[i]]];
                double[] ranges = rules.UsesAtr ? shared.Tables.RangesOf(rules.AtrPeriod) : [];
                var filter = new EntryFilter
                {
                    Hours = rules.HourMask == 0xFFFFFF ? null : hours,
                    HourMask = rules.HourMask,
                    FirstEntry = rules.UsesAtr ? rules.AtrPeriod - 1 + lag : 0,
                    Sides = rules.Direction switch { TradeDirection.Long => 1, TradeDirection.Short => 2, _ => 3 },
                };
                int alike = 1;
                while (exit.Group is not null && i + alike < trials.Length && exits[batch.ExitOf[trials[i + alike]]].Group == exit.Group)
                    alike++;
                if (level != VectorLevel.Scalar && alike >= WorthAllLanes && exit.Group!.Lanes == ExitGroup.MaxLanes)
                {
                    FoldLanes(tasks, filter, shared.Tables.TableOf(exit.Group, lag), batch, exits, trials.Slice(i, alike), results);
                    i += alike;
                    continue;
                }

                TradeStatistics statistics = default;
                for (int step = 0; step < steps; step++)
                {
                    if (exit.Group is not null)
                        ScalarFold.FoldTable(tasks[step], filter, shared.Tables.TableOf(exit.Group, lag), exit.Lane, ref statistics);
                    else
                        ScalarFold.FoldWalk(tasks[step], filter, rules, series, ranges, ref statistics);
                    results[(trials[i] * steps) + step] = statistics;
                }

                i++;
            }
        }
    }

    private void FoldLanes(
        ReadOnlySpan<FoldTask> tasks, in EntryFilter filter, ExitTable table, BacktestBatch batch, Trial[] exits, ReadOnlySpan<int> trials, TradeStatistics[] results)
    {
        LaneStatistics lanes = default;
        for (int step = 0; step < tasks.Length; step++)
        {
            if (level == VectorLevel.Avx512)
            {
                LaneFold512.Fold(tasks[step], filter, table, ref lanes);
            }
            else
            {
                LaneFold256.Fold(tasks[step], filter, table, 0, ref lanes);
                lanes.Trades += LaneFold256.Fold(tasks[step], filter, table, 8, ref lanes);
            }

            foreach (int trial in trials)
                results[(trial * tasks.Length) + step] = lanes[exits[batch.ExitOf[trial]].Lane];
        }
    }

    private Market Shared(PointSeries series)
    {
        lock (preparing)
            return cached?.Series == series ? cached : cached = new Market(series, level);
    }

    // Where a trial's exits are looked up; no group where they are followed instead.
    private readonly record struct Trial(ExitGroup? Group, int Lane);

    // What all calls share.
    private sealed class Market(PointSeries series, VectorLevel level)
    {
        private SignalBlock? spare;

        public PointSeries Series { get; } = series;

        public LineStore Lines { get; } = new(series);

        public ExitTableStore Tables { get; } = new(series, level);

        public SignalBlock RentBlock() => Interlocked.Exchange(ref spare, null) ?? new SignalBlock(Series.Count);

        public void ReturnBlock(SignalBlock block) => spare = block;
    }
}
