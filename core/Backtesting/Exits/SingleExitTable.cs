using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Exits under one rule, and whether a position may be opened at all.</summary>
internal sealed unsafe class SingleExitTable : ExitTable
{
    /// <summary>Where no position may be opened.</summary>
    public const int Forbidden = int.MinValue;

    private readonly TouchBatch? batch;
    private readonly EntryFilter filter;
    private readonly int[] worsts;

    /// <summary>Makes an empty table.</summary>
    public SingleExitTable(ExitFinder finder, TouchBatch? batch, int lag, EntryFilter filter, ExitMemory memory)
        : base(finder, lag, memory)
    {
        memory.WantWorsts();
        (this.batch, this.filter, worsts) = (batch, filter, memory.Worsts);
    }

    /// <summary>
    /// For each signal bar the profit after costs, in the upper half, and the code; where the code is negative, so many bars are known
    /// not to end the trade, and <see cref="Forbidden"/> says that there is none.
    /// </summary>
    public long* Exits => Entries;

    /// <summary>
    /// For each signal bar how low the trade is until it ends by itself, after costs; where that is not known, the lowest profit before
    /// costs in the bars that are. A trade that ends before by a signal is not lower, but for its costs.
    /// </summary>
    public int* Worsts => (int*)Unsafe.AsPointer(ref worsts[0]) - Oldest;

    /// <inheritdoc/>
    public override void Turn(TimeBlock block)
    {
        base.Turn(block);
        for (int side = 0; side < 2; side++)
            Array.Copy(worsts, (side * Span) + TimeBlock.MaxBars, worsts, side * Span, TimeBlock.MaxBars);
    }

    /// <summary>What is known of an entry for at least <paramref name="need"/> bars.</summary>
    /// <param name="side">The side.</param>
    /// <param name="signal">The signal bar.</param>
    /// <param name="need">How many bars from the entry on.</param>
    /// <param name="worst">As in <see cref="Worsts"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public long Find(int side, int signal, int need, out int worst)
    {
        int place = (side * Span) + signal;
        long known = signal < Oldest ? 0 : Exits[place];
        if (known == 0 && batch is not null && signal >= Oldest)
        {
            int first = signal & ~(TouchBatch.Size - 1);
            batch.Fill(side, first, Exits + (side * Span) + first, Worsts + (side * Span) + first);
            known = Exits[place];
        }

        worst = signal < Oldest ? 0 : Worsts[place];
        // Zero is an entry not asked for yet: no trade ends at the open at which it began.
        if ((uint)-(int)known >= (uint)need)
            return known;
        int covered = -(int)known, entry = signal + Lag;
        int code = Forbidden, profit = 0;
        if (filter.Permits(side, entry))
        {
            Finder.Start(side, entry, &code, &profit);
            int end = Finder.EndOf(entry);
            int until = Math.Min(end, ExitFinder.UntilOf(need, covered));
            if (covered < until)
                Finder.Fill(side, entry, covered, until, &code, &profit);
            if (code == ExitFinder.Never || (until < end && code >= until << 2))
            {
                code = until < end ? -until : code;
                worst = Finder.WorstOf(side, entry, until);
            }
            else
            {
                worst = Math.Min(Finder.WorstOf(side, entry, BarsBefore(code)), profit) - Finder.CostOf(side, entry, code);
                profit -= Finder.CostOf(side, entry, code);
            }
        }

        known = ((long)profit << 32) | (uint)code;
        if (signal >= Oldest)
            (Exits[place], Worsts[place]) = (known, worst);
        return known;
    }
}
