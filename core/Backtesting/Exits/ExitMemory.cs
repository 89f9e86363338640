namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Memory of one exit table, used again and again.</summary>
internal sealed class ExitMemory
{
    /// <summary>A number for each side and signal.</summary>
    public long[] Entries { get; } = GC.AllocateArray<long>(2 * ExitTable.Span, pinned: true);

    /// <summary>By side and signal how low prices were, where there is one exit per entry.</summary>
    public int[] Worsts { get; private set; } = [];

    /// <summary>Rows of exits, where there are many per entry.</summary>
    public int[] Cells { get; private set; } = [];

    /// <summary>Makes sure that there is room for worst prices.</summary>
    public void WantWorsts()
    {
        if (Worsts.Length == 0)
            Worsts = GC.AllocateUninitializedArray<int>(2 * ExitTable.Span, pinned: true);
    }

    /// <summary>Makes sure that there is room for rows.</summary>
    public void WantCells()
    {
        if (Cells.Length == 0)
            Cells = GC.AllocateUninitializedArray<int>((LaneExitTable.SpareRow + 1) * LaneExitTable.RowSize + 16, pinned: true);
    }
}
