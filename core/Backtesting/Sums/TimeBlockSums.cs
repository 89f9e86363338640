using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Turns the signals of a batch of rules into the statistics of its trials, under some groups of exits.</summary>
internal sealed unsafe class TimeBlockSums
{
    // Rules that are taken together: as many as are summed at once under one exit rule.
    private const int Tile = ColumnState.Lanes;

    // From so many rules on how low prices were is looked up in a table.
    private const int WorthATable = 4;

    private readonly SumBlock sums;
    private readonly BacktestBatch batch;
    private readonly MarketConditions market;
    private readonly Workspace memory;
    private readonly VectorLevel level;
    private readonly TradeStatistics[] results;
    private readonly TradeLog[]? logs;
    private readonly ExitTable[] tables;
    private readonly EntryFilter[] filters;
    private readonly double[][] ranges;
    private readonly int lag;
    private readonly SumMarket sum;

    /// <summary>Prepares a batch of rules.</summary>
    public TimeBlockSums(
        SumBlock sums,
        MarketConditions market,
        KernelCache cache,
        Workspace memory,
        VectorLevel level,
        TradeStatistics[] results,
        TradeLog[]? logs)
    {
        this.logs = logs;
        (this.sums, this.market, this.memory, this.level, this.results) = (sums, market, memory, level, results);
        batch = sums.Batch;
        lag = market.Delay + 1;
        sum = new SumMarket(market, memory.Lows, memory.Fills);
        tables = new ExitTable[sums.Groups.Length];
        filters = new EntryFilter[tables.Length];
        for (int i = 0; i < tables.Length; i++)
        {
            ExitGroup group = sums.Groups[i];
            double[] atr = group.Shape.AtrPeriod > 0 ? cache.RangesOf(group.Shape.AtrPeriod) : [];
            var finder = ExitFinder.Create(group, market.Series, sum, atr, level);
            filters[i] = EntryFilter.Of(group.Rules[0], market.Series, lag);
            tables[i] = group.Lanes == 1
                ? new SingleExitTable(
                    finder, TouchBatch.Of(group, market.Series, sum, atr, filters[i], level), lag, filters[i], memory.ExitsOf(i))
                : new LaneExitTable(finder, lag, memory.ExitsOf(i));
        }

        ranges = [.. batch.Exits.Select(exit => exit.UsesAtr && sums.Solos > 0 ? cache.RangesOf(exit.AtrPeriod) : [])];
        memory.Begin(sums);
    }

    /// <summary>Fills the results of all trials of the batch.</summary>
    public void Run(CancellationToken cancellation)
    {
        // Signals from the first to before the end are traded; those before only say where the rules stand.
        int first = market.Begin - lag, end = market.SliceBegin(batch.Steps, batch.Slices) - lag;
        int slice = 0;
        SignalRun* runs = stackalloc SignalRun[Tile];
        for (int index = 0; slice < batch.Steps; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = TimeBlock.At(index, market.Series.Count);
            memory.Lines.Load(block, market.Series);
            memory.Lows.Turn(block, market, sums.Rules >= WorthATable || sums.LaneGroups > 0);
            memory.Fills.Turn(block, sum);
            foreach (ExitTable table in tables)
                table.Turn(block);

            int next = slice;
            for (int rule = 0, found; rule < sums.Rules; rule += found)
            {
                found = Find(block, rule);
                PrepareExits(block, rule, found);
                for (int tile = 0; tile < found; tile += Tile)
                {
                    next = slice;
                    SumTile(block, rule + tile, memory.Found.AsSpan(tile, Math.Min(Tile, found - tile)), first, ref next, runs);
                }
            }

            slice = next;
        }
    }

    // Finds the signals of some rules, whole tiles but for the last one. Returns how many rules.
    private int Find(TimeBlock block, int firstRule)
    {
        int* list = memory.Turns;
        int* full = list + Workspace.TurnsSize - (Tile * Workspace.TurnsPerRule);
        // Where no exits are found in advance, signals are followed while they are in the first-level cache.
        int most = Math.Min(sums.LaneGroups > 0 ? Workspace.MostFound : Tile, sums.Rules - firstRule), rule = 0;
        for (; rule < most && (rule % Tile != 0 || list <= full); rule++)
        {
            ref SignalLatch latch = ref memory.Rules[firstRule + rule].Latch;
            int count = Find(sums.Plans[firstRule + rule], block, ref latch, list + 1);
            // The state before the first turn of the block is the opposite of what it turns to.
            bool afterwardsLong = latch.State != 0;
            memory.Found[rule] = new FoundSignals
            {
                List = list, Count = count, FirstSide = (afterwardsLong ? 0 : 1) ^ ((count & 1) == 0 ? 1 : 0)
            };
            list += count + 1;
        }

        return rule;
    }

    // Finds the exits that the signals of some rules will ask for, many at a time.
    private void PrepareExits(TimeBlock block, int firstRule, int rules)
    {
        for (int group = 0; group < tables.Length && sums.LaneGroups > 0; group++)
        {
            if (tables[group] is not LaneExitTable table || !table.Finder.FillsRows)
                continue;
            Array.Clear(memory.Wanted);
            for (int i = 0; i < rules; i++)
            {
                if (sums.Uses(firstRule + i, group))
                    memory.Found[i].Want(block.First, memory.Wanted);
            }

            table.Prepare(filters[group], memory.Wanted);
        }
    }

    private void SumTile(TimeBlock block, int firstRule, ReadOnlySpan<FoundSignals> found, int first, ref int slice, SignalRun* runs)
    {
        int rules = found.Length;
        for (int i = 0; i < rules; i++)
            runs[i] = new SignalRun { Signals = found[i].List + 1, FirstSide = found[i].FirstSide };

        // Usually one round; more where slices end within the block.
        int begin = Math.Max(first, block.First);
        while (true)
        {
            int end = market.SliceBegin(slice + 1, batch.Slices) - lag;
            bool closes = end <= block.End;
            for (int i = 0; i < rules; i++)
                Cut(ref memory.Rules[firstRule + i], ref runs[i], found[i].List, found[i].Count, begin, closes ? end : block.End);
            for (int i = 0; i < rules; i++)
                (runs[i].Closes, runs[i].SliceEnd) = (closes, end + lag);
            SumRuns(firstRule, new Span<SignalRun>(runs, rules));
            for (int i = 0; i < rules; i++)
            {
                ref SignalRun run = ref runs[i];
                memory.Rules[firstRule + i].Held = closes || run.Count == 0 ? 0 : run.Signals[run.Count - 1] + 1;
                run.FirstSide ^= run.Count & 1;
                run.Signals += run.Count;
            }

            if (!closes)
                return;
            Publish(firstRule, rules, slice);
            begin = Math.Max(begin, end);
            if (++slice == batch.Steps)
                return;
        }
    }

    // Takes the signals from begin to before end, and before them that of the position held.
    private static void Cut(ref RuleState state, ref SignalRun run, int* list, int count, int begin, int end)
    {
        int* last = list + 1 + count;
        int* from = run.Signals;
        for (; from < last && *from < begin; from++)
            run.FirstSide ^= 1;
        int* until = from;
        if (count > 0 && last[-1] < end)
            until = last;
        for (; until < last && *until < end; until++)
        {
        }

        run.IsCarried = state.Held > 0;
        if (run.IsCarried)
        {
            // What stands before is over, or the place that is kept free.
            *--from = state.Held - 1;
            run.FirstSide ^= 1;
        }

        run.Signals = from;
        run.Count = (int)(until - from);
    }

    private int Find(SignalPlan plan, TimeBlock block, ref SignalLatch latch, int* list) => level switch
    {
        VectorLevel.Avx512 => SignalFinder.Find<Compare512>(plan, memory.Lines, block, ref latch, list),
        VectorLevel.Avx2 => SignalFinder.Find<Compare256>(plan, memory.Lines, block, ref latch, list),
        _ => SignalFinder.Find<CompareScalar>(plan, memory.Lines, block, ref latch, list),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRuns(int firstRule, Span<SignalRun> runs)
    {
        for (int group = 0; group < tables.Length && !sums.AllAlone; group++)
        {
            if (tables[group] is SingleExitTable single)
            {
                bool isUsed = false;
                for (int i = 0; i < runs.Length; i++)
                    isUsed |= sums.Uses(firstRule + i, group);
                if (isUsed)
                    SumColumn(firstRule, group, runs, single);
                continue;
            }

            var lanes = (LaneExitTable)tables[group];
            for (int i = 0; i < runs.Length; i++)
            {
                if (sums.Uses(firstRule + i, group))
                    SumLanes(firstRule + i, group, ref runs[i], lanes);
            }
        }

        for (int i = 0; i < runs.Length && sums.Solos > 0; i++)
        {
            (int solo, int end) = sums.SolosOf(firstRule + i);
            for (; solo < end; solo++)
                SumSolo(ref runs[i], sums.TrialOf(solo), ref memory.Solos[solo]);
        }
    }

    private void SumColumn(int firstRule, int group, Span<SignalRun> runs, SingleExitTable table)
    {
        ColumnSums.Sum(sum, runs, table, memory, level, ref memory.ColumnOf(sums, firstRule, group));
        for (int i = 0; i < runs.Length && logs is not null; i++)
        {
            foreach (int trial in sums.TrialsIn(firstRule + i, group))
                SumLog.AddColumn(sum, ref runs[i], memory.Trades, i, logs[trial]);
        }
    }

    private void SumLanes(int rule, int group, ref SignalRun run, LaneExitTable table)
    {
        int count = LaneSums.Sum(sum, ref run, filters[group], table, memory, level, ref memory.LanesOf(sums, rule, group));
        if (logs is null || count == 0)
            return;
        fixed (LaneTrade* trades = memory.LaneTrades)
        {
            foreach (int trial in sums.TrialsIn(rule, group))
                SumLog.AddLane(ref run, trades, count, sums.PlaceOf(batch.ExitOf[trial])!.Lane, logs[trial]);
        }
    }

    private void SumSolo(ref SignalRun run, int trial, ref SoloTrial solo)
    {
        int exit = batch.ExitOf[trial];
        TradeLog? log = logs?[trial];
        if (sums.PlaceOf(exit) is not ExitPlace place)
            ScalarSums.SumWalk(sum, ref run, batch.Exits[exit], market.Series, ranges[exit], log, ref solo);
        else if (tables[place.Group - sums.FirstGroup] is LaneExitTable lanes)
            ScalarSums.SumLane(sum, ref run, filters[place.Group - sums.FirstGroup], lanes, place.Lane, log, ref solo.Statistics);
        else
            ScalarSums.SumSingle(sum, ref run, (SingleExitTable)tables[place.Group - sums.FirstGroup], log, ref solo.Statistics);
    }

    // The statistics at the end of a slice.
    private void Publish(int firstRule, int rules, int slice)
    {
        for (int rule = firstRule; rule < firstRule + rules; rule++)
        {
            (int solo, int end) = sums.SolosOf(rule);
            for (; solo < end; solo++)
            {
                results[(sums.TrialOf(solo) * batch.Steps) + slice] = memory.Solos[solo].Statistics;
                logs?[sums.TrialOf(solo)].EndSlice();
            }

            foreach (int trial in batch.TrialsOf(sums.FirstRule + rule))
            {
                if (sums.AllAlone || sums.PlaceOf(batch.ExitOf[trial]) is not ExitPlace place)
                    continue;
                int group = place.Group - sums.FirstGroup;
                results[(trial * batch.Steps) + slice] = tables[group] is SingleExitTable
                    ? memory.ColumnOf(sums, rule, group)[rule % Tile]
                    : memory.LanesOf(sums, rule, group)[place.Lane];
                logs?[trial].EndSlice();
            }
        }
    }
}
