using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>The lines that some rules compare, and their keys in one piece of time.</summary>
internal sealed unsafe class PieceLines
{
    private readonly Dictionary<Line, int> numbers = [];
    private LineValues[] values = [];
    private nint[] keys = [];
    private readonly PieceCloses closes = new();
    private int[] memory = [];
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
        {
            Array.Resize(ref values, Count);
            Array.Resize(ref keys, Count);
        }

        store.Prepare(numbers.Keys);
        longestWindow = 0;
        foreach ((Line line, int number) in numbers)
        {
            values[number] = store.Get(line);
            longestWindow = Math.Max(longestWindow, values[number].Window);
        }
    }

    /// <summary>Makes the keys of a piece.</summary>
    public void Load(Piece piece, PointSeries series)
    {
        if (longestWindow > 0)
            closes.Load(piece, series.Close, longestWindow);
        // On a cache line's boundary, so that no vector straddles two.
        if (memory.Length < (Count * Piece.MaxBars) + 16)
            memory = GC.AllocateUninitializedArray<int>((Count * Piece.MaxBars) + 16, pinned: true);
        int* scratch = (int*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        for (int line = 0; line < Count; line++)
            keys[line] = (nint)values[line].Load(piece, closes, scratch + (line * Piece.MaxBars));
    }

    /// <summary>The values of a line.</summary>
    public LineValues Values(int line) => values[line];

    /// <summary>The keys of a line in the piece.</summary>
    public int* Keys(int line) => (int*)keys[line];
}
