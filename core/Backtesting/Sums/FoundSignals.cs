using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>The signals of one rule in one block of time.</summary>
internal unsafe struct FoundSignals
{
    /// <summary>The bars, ascending, after a free place.</summary>
    public int* List;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>The side of the first one: 0 long, 1 short.</summary>
    public int FirstSide;

    /// <summary>Marks by side and bar of a block that begins with bar <paramref name="first"/> that an exit will be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Want(int first, byte[] wanted)
    {
        fixed (byte* start = wanted)
        {
            byte* side = start - first + (FirstSide * TimeBlock.MaxBars);
            nint other = FirstSide == 0 ? TimeBlock.MaxBars : -TimeBlock.MaxBars;
            int* end = List + 1 + Count;
            for (int* signal = List + 1; signal < end; signal++, side += other, other = -other)
                side[*signal] = 1;
        }
    }
}
