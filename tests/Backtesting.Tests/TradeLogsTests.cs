using ServerlessTuner.Core.Backtesting.Portfolio;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Logs share their memory, and use it again: none may see the trades of another.</summary>
public class TradeLogsTests
{
    [Fact]
    public void Add_ManyLogsThatGrowInTurns_EachKeepsItsOwn()
    {
        var logs = new TradeLogs();
        var random = new Random(1);
        // The third round has a log larger than a slab.
        foreach (int most in (int[])[500, 3, 50_000])
        {
            logs.Clear();
            TradeLog[] taken = [.. logs.Take(40), .. logs.Take(7)];
            var profits = taken.Select(_ => new List<int>()).ToArray();
            for (int turn = 0; turn < 200; turn++)
            {
                int log = random.Next(taken.Length), count = random.Next(log == 0 ? most : Math.Min(most, 500));
                Span<LoggedTrade> room = taken[log].Add(count);
                for (int i = 0; i < count; i++)
                    room[i] = Trade(profits[log], random.Next());
                taken[log].Add(Trade(profits[log], random.Next()));
            }

            for (int log = 0; log < taken.Length; log++)
            {
                taken[log].EndSlice();
                Assert.Equal(profits[log], taken[log].Slices(0, 1).ToArray().Select(trade => trade.Profit));
            }
        }
    }

    private static LoggedTrade Trade(List<int> profits, int profit)
    {
        profits.Add(profit);
        return new LoggedTrade(1, 2, profit, 0, 0, ExitMoment.Stop);
    }
}
