using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>One number at a time.</summary>
internal readonly unsafe struct CompareScalar : ICompare
{
    public static ulong Below(short* left, short* right, out ulong open)
    {
        ulong below = 0;
        open = 0;
        for (int i = 0; i < 64; i++)
        {
            below |= (left[i] < right[i] ? 1ul : 0) << i;
            open |= (left[i] == right[i] ? 1ul : 0) << i;
        }

        return below;
    }

    public static void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes)
    {
        // Levels are sorted; the further one is not touched before the nearer one.
        int bar = 0;
        for (int i = 0; i < count; i++)
        {
            while (bar < 64 && lows[bar] > levels[i])
                bar++;
            codes[i] = (bar << 2) + reason - (opens[bar] <= levels[i] ? 1 : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LowestSoFar(short* lows, short* lowest)
    {
        int low = lows[0];
        for (nint bar = 0; bar < 64; bar++)
            lowest[bar] = (short)(low = Straight.Min(low, lows[bar]));
    }
}
