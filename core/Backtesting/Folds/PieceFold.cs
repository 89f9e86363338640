using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>Turns the signals of a block of rules into the statistics of its trials, under some groups of exits.</summary>
internal sealed unsafe class PieceFold
{
    // Rules that are taken together: as many as are folded at once under one exit rule.
    private const int Tile = ColumnState.Lanes;

    private readonly FoldBlock block;
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
    private readonly FoldMarket fold;

    /// <summary>Prepares a block.</summary>
    public PieceFold(
        FoldBlock block,
        MarketConditions market,
        KernelCache cache,
        Workspace memory,
        VectorLevel level,
        TradeStatistics[] results,
        TradeLog[]? logs)
    {
        this.logs = logs;
        (this.block, this.market, this.memory, this.level, this.results) = (block, market, memory, level, results);
        batch = block.Batch;
        lag = market.Delay + 1;
        fold = new FoldMarket(market, memory.Lows);
        tables = new ExitTable[block.Groups.Length];
        filters = new EntryFilter[tables.Length];
        for (int i = 0; i < tables.Length; i++)
        {
            ExitGroup group = block.Groups[i];
            double[] atr = group.Shape.AtrPeriod > 0 ? cache.RangesOf(group.Shape.AtrPeriod) : [];
            var finder = ExitFinder.Create(group, market.Series, fold, atr, level);
            filters[i] = EntryFilter.Of(group.Rules[0], market.Series, lag);
            tables[i] = group.Lanes == 1
                ? new SingleExitTable(
                    finder, TouchBatch.Of(group, market.Series, fold, atr, filters[i], level), lag, filters[i], memory.ExitsOf(i))
                : new LaneExitTable(finder, lag, memory.ExitsOf(i));
        }

        ranges = [.. batch.Exits.Select(exit => exit.UsesAtr && block.Solos > 0 ? cache.RangesOf(exit.AtrPeriod) : [])];
        memory.Begin(block);
    }

    /// <summary>Fills the results of all trials of the block.</summary>
    public void Run(CancellationToken cancellation)
    {
        // Signals from the first to before the end are traded; those before only say where the rules stand.
        int first = market.Begin - lag, end = market.SliceBegin(batch.Steps, batch.Slices) - lag;
        int slice = 0;
        SignalRun* runs = stackalloc SignalRun[Tile];
        for (int index = 0; slice < batch.Steps; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = Piece.At(index, market.Series.Count);
            memory.Lines.Load(piece, market.Series);
            memory.Lows.Turn(piece, market, block.Rules);
            foreach (ExitTable table in tables)
            {
                table.Turn(piece);
                (table as LaneExitTable)?.Bounds.Turn(piece, memory.Lows);
            }

            int next = slice;
            for (int rule = 0, found; rule < block.Rules; rule += found)
            {
                found = Find(piece, rule);
                PrepareExits(piece, rule, found);
                for (int tile = 0; tile < found; tile += Tile)
                {
                    next = slice;
                    FoldTile(piece, rule + tile, memory.Found.AsSpan(tile, Math.Min(Tile, found - tile)), first, ref next, runs);
                }
            }

            slice = next;
        }
    }

    // Finds the signals of some rules, whole tiles but for the last one. Returns how many rules.
    private int Find(Piece piece, int firstRule)
    {
        int* list = memory.Turns;
        int* full = list + Workspace.TurnsSize - (Tile * Workspace.TurnsPerRule);
        // Where no exits are found in advance, signals are followed while they are in the first-level cache.
        int most = Math.Min(block.LaneGroups > 0 ? Workspace.MostFound : Tile, block.Rules - firstRule), rule = 0;
        for (; rule < most && (rule % Tile != 0 || list <= full); rule++)
        {
            ref SignalLatch latch = ref memory.Rules[firstRule + rule].Latch;
            int count = Find(block.Plans[firstRule + rule], piece, ref latch, list + 1);
            // The state before the first turn of the piece is the opposite of what it turns to.
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
    private void PrepareExits(Piece piece, int firstRule, int rules)
    {
        for (int group = 0; group < tables.Length && block.LaneGroups > 0; group++)
        {
            if (tables[group] is not LaneExitTable table || !table.Finder.FillsRows)
                continue;
            Array.Clear(memory.Wanted);
            for (int i = 0; i < rules; i++)
            {
                if (block.Uses(firstRule + i, group))
                    memory.Found[i].Want(piece.First, memory.Wanted);
            }

            table.Prepare(filters[group], memory.Wanted);
        }
    }

    private void FoldTile(Piece piece, int firstRule, ReadOnlySpan<FoundSignals> found, int first, ref int slice, SignalRun* runs)
    {
        int rules = found.Length;
        for (int i = 0; i < rules; i++)
            runs[i] = new SignalRun { Signals = found[i].List + 1, FirstSide = found[i].FirstSide };

        // Usually one round; more where slices end within the piece.
        int begin = Math.Max(first, piece.First);
        while (true)
        {
            int end = market.SliceBegin(slice + 1, batch.Slices) - lag;
            bool closes = end <= piece.End;
            for (int i = 0; i < rules; i++)
                Cut(ref memory.Rules[firstRule + i], ref runs[i], found[i].List, found[i].Count, begin, closes ? end : piece.End);
            for (int i = 0; i < rules; i++)
                (runs[i].Closes, runs[i].SliceEnd) = (closes, end + lag);
            FoldRuns(firstRule, new Span<SignalRun>(runs, rules));
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

    private int Find(SignalPlan plan, Piece piece, ref SignalLatch latch, int* list) => level switch
    {
        VectorLevel.Avx512 => SignalFinder.Find<Compare512>(plan, memory.Lines, piece, ref latch, list),
        VectorLevel.Avx2 => SignalFinder.Find<Compare256>(plan, memory.Lines, piece, ref latch, list),
        _ => SignalFinder.Find<CompareScalar>(plan, memory.Lines, piece, ref latch, list),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldRuns(int firstRule, Span<SignalRun> runs)
    {
        for (int group = 0; group < tables.Length && !block.AllAlone; group++)
        {
            if (tables[group] is SingleExitTable single)
            {
                bool isUsed = false;
                for (int i = 0; i < runs.Length; i++)
                    isUsed |= block.Uses(firstRule + i, group);
                if (isUsed)
                    FoldColumn(firstRule, group, runs, single);
                continue;
            }

            var lanes = (LaneExitTable)tables[group];
            for (int i = 0; i < runs.Length; i++)
            {
                if (block.Uses(firstRule + i, group))
                    FoldLanes(firstRule + i, group, ref runs[i], lanes);
            }
        }

        for (int i = 0; i < runs.Length && block.Solos > 0; i++)
        {
            (int solo, int end) = block.SolosOf(firstRule + i);
            for (; solo < end; solo++)
                FoldSolo(ref runs[i], block.TrialOf(solo), ref memory.Solos[solo]);
        }
    }

    private void FoldColumn(int firstRule, int group, Span<SignalRun> runs, SingleExitTable table)
    {
        ColumnFold.Fold(fold, runs, table, memory, level, ref memory.ColumnOf(block, firstRule, group));
        for (int i = 0; i < runs.Length && logs is not null; i++)
        {
            foreach (int trial in block.TrialsIn(firstRule + i, group))
                FoldLog.AddColumn(fold, ref runs[i], memory.Trades, i, logs[trial]);
        }
    }

    private void FoldLanes(int rule, int group, ref SignalRun run, LaneExitTable table)
    {
        int count = LaneFold.Fold(fold, ref run, filters[group], table, memory, level, ref memory.LanesOf(block, rule, group));
        if (logs is null || count == 0)
            return;
        fixed (LaneTrade* trades = memory.LaneTrades)
        {
            foreach (int trial in block.TrialsIn(rule, group))
                FoldLog.AddLane(fold, ref run, table, trades, count, block.PlaceOf(batch.ExitOf[trial])!.Lane, logs[trial]);
        }
    }

    private void FoldSolo(ref SignalRun run, int trial, ref SoloTrial solo)
    {
        int exit = batch.ExitOf[trial];
        TradeLog? log = logs?[trial];
        if (block.PlaceOf(exit) is not ExitPlace place)
            ScalarFold.FoldWalk(fold, ref run, batch.Exits[exit], market.Series, ranges[exit], log, ref solo);
        else if (tables[place.Group - block.FirstGroup] is LaneExitTable lanes)
            ScalarFold.FoldLane(fold, ref run, filters[place.Group - block.FirstGroup], lanes, place.Lane, log, ref solo.Statistics);
        else
            ScalarFold.FoldSingle(fold, ref run, (SingleExitTable)tables[place.Group - block.FirstGroup], log, ref solo.Statistics);
    }

    // The statistics at the end of a slice.
    private void Publish(int firstRule, int rules, int slice)
    {
        for (int rule = firstRule; rule < firstRule + rules; rule++)
        {
            (int solo, int end) = block.SolosOf(rule);
            for (; solo < end; solo++)
            {
                results[(block.TrialOf(solo) * batch.Steps) + slice] = memory.Solos[solo].Statistics;
                logs?[block.TrialOf(solo)].EndSlice();
            }

            foreach (int trial in batch.TrialsOf(block.FirstRule + rule))
            {
                if (block.AllAlone || block.PlaceOf(batch.ExitOf[trial]) is not ExitPlace place)
                    continue;
                int group = place.Group - block.FirstGroup;
                results[(trial * batch.Steps) + slice] = tables[group] is SingleExitTable
                    ? memory.ColumnOf(block, rule, group)[rule % Tile]
                    : memory.LanesOf(block, rule, group)[place.Lane];
                logs?[trial].EndSlice();
            }
        }
    }
}
