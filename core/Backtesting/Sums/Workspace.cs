using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Memory that one call of a kernel works in, a few megabytes whatever the number of bars. It is used again by later calls,
/// because memory that is new costs more than what is computed in it.
/// </summary>
internal sealed unsafe class Workspace
{
    /// <summary>The most rules whose signals are found before any of them is followed.</summary>
    public const int MostFound = 512;

    /// <summary>The most numbers that a rule needs in <see cref="Turns"/>: one is kept free for a signal that is carried over.</summary>
    public const int TurnsPerRule = SignalFinder.ListSize + 1;

    /// <summary>
    /// The size of <see cref="Turns"/>: a quarter of the second-level cache, and enough for as many rules as are summed at once.
    /// </summary>
    public const int TurnsSize = 1 << 16;

    private static readonly ConcurrentBag<Workspace> Idle = [];

    private readonly int[] turns = GC.AllocateUninitializedArray<int>(TurnsSize, pinned: true);
    private readonly List<ExitMemory> exits = [];
    private LaneStatistics[] lanes = [];
    private ColumnState[] columns = [];

    /// <summary>Lines.</summary>
    public TimeBlockLines Lines { get; } = new();

    /// <summary>How low prices were.</summary>
    public TimeBlockLows Lows { get; } = new();

    /// <summary>How signals are filled.</summary>
    public TimeBlockFills Fills { get; } = new();

    /// <summary>Signals of the rules that are taken together, in one block of time.</summary>
    public int* Turns => (int*)Unsafe.AsPointer(ref turns[0]);

    /// <summary>Where the signals of each of these rules are.</summary>
    public FoundSignals[] Found { get; } = new FoundSignals[MostFound];

    /// <summary>By side and bar of a block, whether an exit will be asked for.</summary>
    public byte[] Wanted { get; } = new byte[2 * TimeBlock.MaxBars];

    /// <summary>How far each rule has come.</summary>
    public RuleState[] Rules { get; private set; } = [];

    /// <summary>Trials that are added up each by itself.</summary>
    public SoloTrial[] Solos { get; private set; } = [];

    /// <summary>Trades of one rule in one block of time.</summary>
    public LaneTrade[] LaneTrades { get; } = new LaneTrade[TimeBlock.MaxBars + 8];

    /// <summary>Trades of eight rules in one block of time.</summary>
    public ColumnTrades Trades { get; } = new();

    /// <summary>Trades whose worst price matters.</summary>
    public Suspects Suspects { get; } = new();

    /// <summary>Memory used before, if there is any.</summary>
    public static Workspace Rent() => Idle.TryTake(out Workspace? used) ? used : new Workspace();

    /// <summary>Leaves the memory to others.</summary>
    public void Return() => Idle.Add(this);

    /// <summary>Memory of exit table <paramref name="index"/>.</summary>
    public ExitMemory ExitsOf(int index)
    {
        while (exits.Count <= index)
            exits.Add(new ExitMemory());
        return exits[index];
    }

    /// <summary>Makes room for a block, and begins at nothing.</summary>
    public void Begin(SumBlock block)
    {
        Rules = Cleared(Rules, block.Rules);
        Solos = Cleared(Solos, block.Solos);
        lanes = Cleared(lanes, block.Rules * block.LaneGroups);
        columns = Cleared(columns, (block.Rules + ColumnState.Lanes - 1) / ColumnState.Lanes * block.SingleGroups);
    }

    /// <summary>The statistics of a rule under a group of exits.</summary>
    public ref LaneStatistics LanesOf(SumBlock block, int rule, int group) =>
        ref lanes[(rule * block.LaneGroups) + block.OrdinalOf(group)];

    /// <summary>The statistics of a rule and its neighbours under one exit rule.</summary>
    public ref ColumnState ColumnOf(SumBlock block, int rule, int group) =>
        ref columns[(rule / ColumnState.Lanes * block.SingleGroups) + block.OrdinalOf(group)];

    private static T[] Cleared<T>(T[] memory, int count)
    {
        if (memory.Length < count)
            return new T[count];
        memory.AsSpan(0, count).Clear();
        return memory;
    }
}
