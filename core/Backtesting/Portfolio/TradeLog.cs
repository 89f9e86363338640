namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>The trades of one trial on one symbol in the order of time, kept where several symbols make one equity.</summary>
internal sealed class TradeLog
{
    private readonly List<int> steps = [];
    private LoggedTrade[] trades = new LoggedTrade[16];
    private int count;

    /// <summary>How many bytes it takes.</summary>
    public long Size => trades.LongLength * 20;

    /// <summary>Forgets all trades, but keeps their memory for others.</summary>
    public void Clear()
    {
        count = 0;
        steps.Clear();
    }

    /// <summary>Adds a trade.</summary>
    public void Add(LoggedTrade trade)
    {
        if (count == trades.Length)
            Array.Resize(ref trades, count * 2);
        trades[count++] = trade;
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
        return trades.AsMemory(first, steps[end - 1] - first);
    }
}
