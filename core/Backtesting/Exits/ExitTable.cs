using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>
/// Exits by signal bar and side in the current block of time and the one before it, found when they are first asked for, and
/// as far into the future as is asked; shared by all signal rules.
/// </summary>
internal abstract unsafe class ExitTable
{
    /// <summary>How many bars are known at a time.</summary>
    public const int Span = 2 * TimeBlock.MaxBars;

    private readonly long* memory;

    /// <summary>Prepares an empty table.</summary>
    protected ExitTable(ExitFinder finder, int lag, ExitMemory memory)
    {
        (Finder, Lag) = (finder, lag);
        this.memory = (long*)Unsafe.AsPointer(ref memory.Entries[0]);
        Oldest = -Span;
    }

    /// <summary>Finds the exits.</summary>
    public ExitFinder Finder { get; }

    /// <summary>The first signal bar that has a place.</summary>
    public int Oldest { get; private set; }

    /// <summary>Bars from signal to entry.</summary>
    protected int Lag { get; }

    /// <summary>Numbers by signal bar, of the long side; those of the short side lie <see cref="Span"/> further.</summary>
    protected long* Entries => memory - Oldest;

    /// <summary>Turns to a block: the block before it stays, older entries are forgotten.</summary>
    public virtual void Turn(TimeBlock block)
    {
        var entries = new Span<long>(memory, 2 * Span);
        bool follows = block.First == Oldest + Span;
        for (int side = 0; side < 2; side++)
        {
            Span<long> own = entries.Slice(side * Span, Span);
            if (follows)
                own[TimeBlock.MaxBars..].CopyTo(own);
            else
                own.Clear();
            own[TimeBlock.MaxBars..].Clear();
        }

        Oldest = block.First - TimeBlock.MaxBars;
    }

    /// <summary>
    /// How many bars from the entry on count whole, with their worst price, until an exit: those before it, and that of a target
    /// reached within the bar, where the worst price may have come first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BarsBefore(int code) => (code >> 2) + (((code & 3) + 1) >> 2);
}
