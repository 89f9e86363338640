using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The lines that some rules compare, and their keys in one block of time.</summary>
internal sealed unsafe class TimeBlockLines
{
    private readonly Dictionary<Line, int> numbers = [];
    private readonly TimeBlockCloses closes = new();
    private LineValues[] values = [];
    private short[] memory = [];
    private short* keys;
    private TimeBlock block;
    private int longestWindow;

    /// <summary>How many lines there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Forgets all lines.</summary>
    public void Clear() => numbers.Clear();

    /// <summary>The number of a line, which is taken up if it is new.</summary>
    public int NumberOf(Line line)
    {
        if (!numbers.TryGetValue(line, out int number))
            numbers.Add(line, number = numbers.Count);
        return number;
    }

    /// <summary>Gets hold of the values of all lines.</summary>
    public void Open(LineStore store)
    {
        if (values.Length < Count)
            values = new LineValues[Count];
        store.Prepare(numbers.Keys);
        longestWindow = 0;
        foreach ((Line line, int number) in numbers)
        {
            values[number] = store.Get(line);
            longestWindow = Math.Max(longestWindow, values[number].Window);
        }
    }

    /// <summary>Makes the keys of a block.</summary>
    public void Load(TimeBlock next, PointSeries series)
    {
        block = next;
        if (longestWindow > 0)
            closes.Load(block, series, longestWindow);
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        bool areAverages = true;
        for (int line = 0; line < Count; line++)
        {
            (double low, double high) = values[line].Range(block, closes);
            (lowest, highest) = (Math.Min(lowest, low), Math.Max(highest, high));
            areAverages &= values[line].IsAverageOf(closes);
        }

        KeyScale? scale = areAverages ? null : KeyScale.Of(lowest, highest);
        // On a cache line's boundary, so that no vector straddles two.
        if (memory.Length < (Count * TimeBlock.MaxBars) + 32)
            memory = GC.AllocateUninitializedArray<short>((Count * TimeBlock.MaxBars) + 32, pinned: true);
        keys = (short*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        for (int line = 0; line < Count; line++)
            values[line].Load(block, closes, scale, Keys(line));
    }

    /// <summary>The values of a line.</summary>
    public LineValues Values(int line) => values[line];

    /// <summary>The keys of a line in the block.</summary>
    public short* Keys(int line) => keys + ((nint)line * TimeBlock.MaxBars);

    /// <summary>
    /// Compares the exact values of two lines at some bars of a word, at which both exist. Returns where the left one is above;
    /// where it is below is added to <paramref name="below"/>.
    /// </summary>
    public ulong CompareExactly(int left, int right, int bar, ulong bits, ref ulong below)
    {
        ulong above = 0;
        LineValues a = values[left], b = values[right];
        if (a.IsAverageOf(closes) && b.IsAverageOf(closes))
        {
            for (; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits);
                long order = closes.Order(a.Window, b.Window, bar - block.First + bit);
                above |= (order > 0 ? 1ul : 0) << bit;
                below |= (order < 0 ? 1ul : 0) << bit;
            }

            return above;
        }

        for (; bits != 0; bits &= bits - 1)
        {
            int bit = BitOperations.TrailingZeroCount(bits);
            double x = a.Exact(bar + bit), y = b.Exact(bar + bit);
            above |= (x > y ? 1ul : 0) << bit;
            below |= (x < y ? 1ul : 0) << bit;
        }

        return above;
    }
}
