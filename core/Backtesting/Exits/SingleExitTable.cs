using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Folds;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Exits under one rule, and whether a position may be opened at all.</summary>
internal sealed unsafe class SingleExitTable(
    ExitFinder finder, ExitBounds bounds, TouchBatch? batch, int lag, EntryFilter filter, ExitMemory memory)
    : ExitTable(finder, bounds, lag, memory)
{
    /// <summary>Where no position may be opened.</summary>
    public const int Forbidden = int.MinValue;

    /// <summary>
    /// For each signal bar the profit after costs, in the upper half, and the code; where the code is negative, so many bars are known not
    /// to end the trade, and <see cref="Forbidden"/> says that there is none.
    /// </summary>
    public long* Exits => Entries;

    /// <summary>What is known of an entry for at least <paramref name="need"/> bars.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public long Find(int side, int signal, int need)
    {
        long known = signal < Oldest ? 0 : Exits[(side * Span) + signal];
        if (known == 0 && batch is not null && signal >= Oldest)
        {
            int first = signal & ~(TouchBatch.Size - 1);
            batch.Fill(side, first, Exits + (side * Span) + first);
            known = Exits[(side * Span) + signal];
        }

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
            if (until < end && code >= until << 2)
                code = -until;
            else if (code != ExitFinder.Never)
                profit = Finder.SettleOne(side, entry, code, profit, Bounds);
        }

        known = ((long)profit << 32) | (uint)code;
        if (signal >= Oldest)
            Exits[(side * Span) + signal] = known;
        return known;
    }
}
