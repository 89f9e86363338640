using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Closes of a piece of time and before it, summed up relative to one of them: differences of the sums fit 32 bits, eight to
/// sixteen to a vector, from which simple averages follow to within the tolerance of keys.
/// </summary>
internal sealed unsafe class PieceCloses
{
    private const int MaxWindow = 1024;

    private readonly int[] sums = GC.AllocateUninitializedArray<int>(MaxWindow + Piece.MaxBars + 1, pinned: true);
    private int reference;
    private int longest;

    /// <summary>Whether averages of a window can be had.</summary>
    public bool Covers(int window) => window <= longest;

    /// <summary>Sums up the closes of a piece, and of as many bars before it as a window needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(Piece piece, int[] closes, int window)
    {
        int end = Math.Min(piece.End, piece.DataBars), first = Math.Max(piece.First - Math.Min(window, MaxWindow), 0);
        (int lowest, int highest) = Range(closes, first, end);
        reference = lowest + ((highest - lowest) / 2);
        int sum = 0, at = MaxWindow + first - piece.First;
        sums[at] = 0;
        for (int i = first; i < end; i++)
        {
            // Sums may overflow; it is their differences that must not.
            sum += closes[i] - reference;
            sums[++at] = sum;
        }

        int reach = highest - reference + 1;
        longest = Math.Min(MaxWindow, int.MaxValue / reach);
        // Single precision suffices only where prices are near enough.
        if (reach > reference / 4)
            longest = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Lowest, int Highest) Range(int[] values, int from, int until)
    {
        Vector<int> low = new(values[from]), high = low;
        int i = from;
        for (; i + Vector<int>.Count <= until; i += Vector<int>.Count)
        {
            low = Vector.Min(low, new Vector<int>(values, i));
            high = Vector.Max(high, new Vector<int>(values, i));
        }

        (int lowest, int highest) = (low[0], high[0]);
        for (int lane = 1; lane < Vector<int>.Count; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        for (; i < until; i++)
            (lowest, highest) = (Math.Min(lowest, values[i]), Math.Max(highest, values[i]));
        return (lowest, highest);
    }

    /// <summary>Makes the keys of averages.</summary>
    /// <param name="window">The window.</param>
    /// <param name="from">The first bar of the piece at which the average exists.</param>
    /// <param name="until">The bar after the last one.</param>
    /// <param name="keys">Receives the keys, by bar of the piece; a few more are written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Average(int window, int from, int until, int* keys)
    {
        // Prices are positive: their keys are just their bits.
        int* last = (int*)Unsafe.AsPointer(ref sums[0]) + MaxWindow + 1;
        int* before = last - window;
        var factor = new Vector<float>(1f / window);
        var origin = new Vector<float>(reference);
        int i = from;
        for (; i + Vector<int>.Count <= until; i += Vector<int>.Count)
        {
            Vector<int> sum = Vector.Load(last + i) - Vector.Load(before + i);
            Vector<float> average = (Vector.ConvertToSingle(sum) * factor) + origin;
            (Vector.AsVectorInt32(average) >> 1).Store(keys + i);
        }

        for (; i < until; i++)
            keys[i] = BitConverter.SingleToInt32Bits(((last[i] - before[i]) * (1f / window)) + reference) >> 1;
    }
}
