using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>At what price and cost the signals of a block of time are filled, together, because they are needed together.</summary>
internal sealed unsafe class TimeBlockFills
{
    // Pinned, and kept alive here.
    private readonly long[] memory = GC.AllocateUninitializedArray<long>(TimeBlock.MaxBars, pinned: true);
    private readonly long* start;
    private int first;

    /// <summary>Makes room.</summary>
    public TimeBlockFills() => start = (long*)Unsafe.AsPointer(ref memory[0]);

    /// <summary>
    /// By signal bar of the block the open at which it is filled, in the lower half, and what a round trip costs that pays the spread
    /// there; of signals that are filled.
    /// </summary>
    public long* BySignal => start - first;

    /// <summary>Turns to a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Turn(TimeBlock block, in SumMarket market)
    {
        first = block.First;
        int from = block.First + market.Lag, count = Math.Min(TimeBlock.MaxBars, market.Bars - from);
        for (int i = 0; i < count; i++)
            start[i] = market.FillAt(from + i);
    }
}
