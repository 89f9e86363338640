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
    private const int BlockWords = 1 << 20;

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
    public void Run(BacktestBatch batch, MarketConditions market, TradeStatistics[] results, CancellationToken cancellation)
    {
        if (market.End <= market.Begin || batch.Signals.Count == 0)
            return;
        KernelCache cache = CacheOf(market.Series);
        ExitAssignment places = Assign(batch, cache);
        Workspace workspace = cache.Rent();
        var lines = new HashSet<Line>();
        int blockSize = Math.Max(1, BlockWords / workspace.Signals.WordsPerRule);
        for (int first = 0; first < batch.Signals.Count; first += blockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var plans = new SignalPlan[Math.Min(blockSize, batch.Signals.Count - first)];
            lines.Clear();
            for (int i = 0; i < plans.Length; i++)
                SignalPlan.Collect(batch.Signals[first + i], lines);

            cache.Lines.Prepare(lines);
            for (int i = 0; i < plans.Length; i++)
                plans[i] = new SignalPlan(batch.Signals[first + i], cache.Lines);
            Find(plans, market.Series.Count, workspace.Signals);
            workspace.Signals.List(plans.Length);
            new BlockFold(batch, first, plans.Length, places, market, cache, workspace, level, results, cancellation).Run();
        }

        cache.Return(workspace);
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

    // Which exit rules are looked up, and where.
    private static ExitAssignment Assign(BacktestBatch batch, KernelCache cache)
    {
        int[] uses = new int[batch.Exits.Count];
        for (int trial = 0; trial < batch.SignalOf.Length; trial++)
        {
            if (batch.SignalOf[trial] >= 0)
                uses[batch.ExitOf[trial]]++;
        }

        var shareable = new List<ExitRules>();
        for (int exit = 0; exit < uses.Length; exit++)
        {
            if (uses[exit] >= WorthATable && batch.Exits[exit].ExitOnOpposite)
                shareable.Add(batch.Exits[exit]);
        }

        ExitPlace[] found = cache.Tables.Place(shareable);
        var ordinals = new Dictionary<ExitGroup, int>();
        var assignment = new ExitAssignment(new ExitPlace?[uses.Length], new int[uses.Length]);
        int next = 0;
        for (int exit = 0; exit < uses.Length; exit++)
        {
            assignment.Ordinals[exit] = int.MaxValue;
            if (next == found.Length || !ReferenceEquals(shareable[next], batch.Exits[exit]))
                continue;
            ExitPlace place = found[next++];
            if (!ordinals.TryGetValue(place.Group, out int ordinal))
                ordinals.Add(place.Group, ordinal = ordinals.Count);
            assignment.Places[exit] = place;
            assignment.Ordinals[exit] = ordinal;
        }

        return assignment;
    }

    private KernelCache CacheOf(PointSeries series)
    {
        lock (preparing)
            return cached?.Series == series ? cached : cached = new KernelCache(series, level);
    }
}

/// <summary>Where the exits of a rule are looked up.</summary>
internal sealed record ExitPlace(ExitGroup Group, int Lane);

/// <summary>For each exit rule of a batch where its exits are looked up, null for those that are followed instead; and a number per group.</summary>
internal sealed record ExitAssignment(ExitPlace?[] Places, int[] Ordinals);

/// <summary>What all calls of a kernel share.</summary>
internal sealed class KernelCache(PointSeries series, VectorLevel level)
{
    private Workspace? spare;

    /// <summary>The symbol.</summary>
    public PointSeries Series { get; } = series;

    /// <summary>The lines.</summary>
    public LineStore Lines { get; } = new(series);

    /// <summary>The exit tables.</summary>
    public ExitTableStore Tables { get; } = new(series, level);

    /// <summary>Memory to work in, used before if possible.</summary>
    public Workspace Rent() => Interlocked.Exchange(ref spare, null) ?? new Workspace(Series.Count);

    /// <summary>Gives memory back.</summary>
    public void Return(Workspace workspace) => spare = workspace;
}

/// <summary>Memory that one call works in.</summary>
internal sealed class Workspace(int bars)
{
    /// <summary>Signals of a block of rules.</summary>
    public SignalBlock Signals { get; } = new(bars);

    /// <summary>Statistics of as many rules as are folded in turns.</summary>
    public LaneStatistics[] Lanes { get; } = new LaneStatistics[BlockFold.RulesInTurn];

    /// <summary>How far each of them has been traded.</summary>
    public SignalCursor[] Cursors { get; } = new SignalCursor[BlockFold.RulesInTurn];

    /// <summary>Statistics of rules, eight at a time.</summary>
    public ColumnState[] Columns { get; } = new ColumnState[BlockFold.RulesInTurn / ColumnState.Lanes];

    /// <summary>Trades of one rule in one segment.</summary>
    public LaneTrade[] LaneTrades { get; } = new LaneTrade[BlockFold.SegmentBars];

    /// <summary>Trades of eight rules in one segment.</summary>
    public ColumnTrades Trades { get; } = new();
}
