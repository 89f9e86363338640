using System.Text.Json;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>What the page asks for, answered by the app.</summary>
public sealed class PageCallTests
{
    private const string Study = """
        name: small
        data:
          EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        parameters: {fast: [3, 5, 8], slow: [20, 30], stop_pips: 20, target_pips: 40}
        stages: [{scenarios: [B], keep: 3}, {scenarios: [A, B, C], keep: 3}]
        metric: {name: pnl_pips, goal: maximize}

        """;

    [Fact]
    public async Task Page_OfAStudyThatEnded_HasItsTrialsAndTrades()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Study, "page");
        await farm.WaitAsync(id);

        JsonElement columns = (await farm.SendAsync("GET", $"/api/studies/{id}/columns", string.Empty)).Body;
        JsonElement trades = (await farm.SendAsync("GET", $"/api/studies/{id}/trials/4/trades", string.Empty)).Body;

        Assert.Equal(6, columns.GetProperty("search").GetProperty("count").GetInt32());
        Assert.Equal(3, columns.GetProperty("final").GetProperty("count").GetInt32());
        double[] numbers = Numbers(columns.GetProperty("search").GetProperty("trial"));
        double[] scores = Numbers(columns.GetProperty("search").GetProperty("score"));
        double profit = trades.GetProperty("symbols")[0].GetProperty("profit_pips").EnumerateArray().Sum(pips => pips.GetDouble());
        Assert.Equal(scores[Array.IndexOf(numbers, 4)], profit, 1e-6);
        Assert.Equal(2000, trades.GetProperty("symbols")[0].GetProperty("bars").GetProperty("time").GetArrayLength());
    }

    private static double[] Numbers(JsonElement text)
    {
        byte[] bytes = text.GetBytesFromBase64();
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, 8 * i))];
    }
}
