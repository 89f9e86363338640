namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>The trades of one trial on one symbol in the order of time, kept where several symbols make one equity.</summary>
/// <param name="memory">Where its trades are kept.</param>
internal sealed class TradeLog(TradeMemory memory)
{
    private readonly List<int> steps = [];
    private ArraySegment<LoggedTrade> room = ArraySegment<LoggedTrade>.Empty;
    private int count;

    /// <summary>How many trades it has.</summary>
    public int Count => count;

    /// <summary>A log with a memory of its own.</summary>
    public TradeLog()
        : this(new TradeMemory())
    {
    }

    /// <summary>Forgets all trades, and their memory, which has been cleared.</summary>
    public void Clear()
    {
        (room, count) = (ArraySegment<LoggedTrade>.Empty, 0);
        steps.Clear();
    }

    /// <summary>Adds a trade.</summary>
    public void Add(LoggedTrade trade)
    {
        if (count == room.Count)
            Grow(count + 1);
        room.Array![room.Offset + count++] = trade;
    }

    /// <summary>Adds so many trades, which are to be written.</summary>
    public Span<LoggedTrade> Add(int more)
    {
        if (count + more > room.Count)
            Grow(count + more);
        count += more;
        return room.AsSpan(count - more, more);
    }

    private void Grow(int least)
    {
        ArraySegment<LoggedTrade> larger = memory.Take(least);
        room.AsSpan(0, count).CopyTo(larger);
        memory.Return(room);
        room = larger;
    }

    /// <summary>Notes that a slice ends here.</summary>
    public void EndSlice() => steps.Add(count);

    /// <summary>Notes that so many slices have no trades.</summary>
    public void EndSlices(int slices)
    {
        for (int i = 0; i < slices; i++)
            EndSlice();
    }

    /// <summary>The trades of the slices from <paramref name="begin"/> to before <paramref name="end"/>.</summary>
    public ReadOnlyMemory<LoggedTrade> Slices(int begin, int end)
    {
        int first = begin == 0 ? 0 : steps[begin - 1];
        return room.AsMemory(first, steps[end - 1] - first);
    }
}
