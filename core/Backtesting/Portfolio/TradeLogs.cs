namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>The logs of some trials at a time, which are used again for the next.</summary>
/// <remarks>Not for several threads.</remarks>
internal sealed class TradeLogs
{
    private readonly TradeMemory memory = new();
    private readonly List<TradeLog> logs = [];
    private int taken;

    /// <summary>Forgets all trades; the logs are given to others.</summary>
    public void Clear()
    {
        memory.Clear();
        taken = 0;
    }

    /// <summary>So many logs without trades.</summary>
    public TradeLog[] Take(int count)
    {
        var result = new TradeLog[count];
        for (int i = 0; i < count; i++)
        {
            if (taken == logs.Count)
                logs.Add(new TradeLog(memory));
            result[i] = logs[taken++];
            result[i].Clear();
        }

        return result;
    }
}
