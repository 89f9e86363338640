using ServerlessTuner.Core.Backtesting;

namespace ServerlessTuner.Backtesting.Tests;

public class BacktestMetricsTests
{
    [Fact]
    public void Write_NoTrades_DefinesCountsAndSumsOnly()
    {
        Dictionary<string, double> metrics = Of();

        foreach (BacktestMetric metric in BacktestMetrics.All)
            Assert.Equal(metric.Name is "trades" or "wins" or "pnl_pips" ? 0 : double.NaN, metrics[metric.Name]);
    }

    [Fact]
    public void Write_OneLoss_LeavesDeviationsUndefined()
    {
        Dictionary<string, double> metrics = Of(-56);

        Assert.Equal(["sharpe", "sqn"], metrics.Where(metric => double.IsNaN(metric.Value)).Select(metric => metric.Key).Order());
        Assert.Equal(0, metrics["profit_factor"]);
        // The root mean square of one loss is that loss: −1 per trade, once in two years.
        Assert.Equal(-Math.Sqrt(0.5), metrics["sortino"], 1e-12);
        Assert.Equal(-1, metrics["recovery_factor"], 1e-12);
    }

    [Fact]
    public void Write_NoLoss_LeavesRatiosOfLossesUndefined()
    {
        Dictionary<string, double> metrics = Of(10, 30);

        Assert.Equal(
            ["expectancy", "profit_factor", "sortino"], metrics.Where(metric => double.IsNaN(metric.Value)).Select(metric => metric.Key).Order());
        // Mean 20, deviation √200, one trade a year.
        Assert.Equal(20 / Math.Sqrt(200), metrics["sharpe"], 1e-12);
        Assert.Equal(20 / Math.Sqrt(200) * Math.Sqrt(2), metrics["sqn"], 1e-12);
        Assert.Equal(1000, metrics["recovery_factor"]);
    }

    [Theory]
    // Two trades of five win twice the average loss: 40 % × 2 R − 60 % × 1 R.
    [InlineData(0.2, 20.0, -10.0, 20.0, -10.0, -10.0)]
    // The average win is 60, the average loss 25: 0.5 × 60 / 25 − 0.5.
    [InlineData(0.7, 100.0, -40.0, 20.0, -10.0)]
    // Every trade loses what trades lose on average.
    [InlineData(-1.0, -56.0)]
    [InlineData(-1.0, -3.0, -5.0, -40.0)]
    public void Write_Expectancy_IsInAverageLosses(double expected, params double[] profits)
    {
        Dictionary<string, double> metrics = Of(profits);

        Assert.Equal(expected, metrics["expectancy"], 1e-12);
        // In pips it would change with the unit, as the mean does.
        Assert.Equal(expected, Of([.. profits.Select(profit => 7 * profit)])["expectancy"], 1e-12);
    }

    [Fact]
    public void Needs_EachMetric_SaysWhatIsMissing()
    {
        Assert.Equal("needs at least 2 trades", BacktestMetrics.All.Single(metric => metric.Name == "sharpe").Needs);
        Assert.Equal("needs at least one losing trade", BacktestMetrics.All.Single(metric => metric.Name == "sortino").Needs);
        Assert.Equal("needs at least one trade", BacktestMetrics.All.Single(metric => metric.Name == "avg_pips").Needs);
        Assert.Equal(BacktestMetrics.Count, BacktestMetrics.All.Count);
    }

    [Theory]
    [InlineData(25.0)]
    [InlineData(-25.0)]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void Write_ProfitsBecomeEqual_RatiosDoNotJump(double profit)
    {
        double[] equal = [.. Enumerable.Repeat(profit, 40)];
        Dictionary<string, double> limit = Of(equal);
        var random = new Random(7);
        for (double size = 1e-6; size > 1e-9; size /= 10)
        {
            Dictionary<string, double> near = Of([.. equal.Select(value => value + (size * ((2 * random.NextDouble()) - 1)))]);
            foreach (string name in (string[])["sharpe", "sqn", "avg_pips", "pnl_pips"])
                Assert.InRange(near[name] - limit[name], -0.02, 0.02);
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    public void Write_AllProfitsNegated_NegatesSharpeAndSqn(int seed)
    {
        var random = new Random(seed);
        double spread = Math.Pow(10, random.Next(-6, 3));
        double[] profits = [.. Enumerable.Range(0, 30).Select(_ => 12 + (spread * ((2 * random.NextDouble()) - 1)))];

        Dictionary<string, double> gains = Of(profits), losses = Of([.. profits.Select(profit => -profit)]);

        foreach (string name in (string[])["sharpe", "sqn", "avg_pips"])
            Assert.Equal(gains[name], -losses[name], 1e-9);
        Assert.InRange(gains["sqn"], 0, 10 * Math.Sqrt(30));
    }

    [Fact]
    public void Write_TinyLossAmongGains_StaysWithinTheCap()
    {
        Dictionary<string, double> metrics = Of(40, 40, 40, -1e-6);

        Assert.Equal(1000, metrics["profit_factor"]);
        Assert.InRange(metrics["sortino"], 0, 1000);
    }

    [Fact]
    public void Write_WorstOpenLoss_CountsInDrawdownAndRecovery()
    {
        var statistics = default(TradeStatistics);
        statistics.Add(20, worst: -90, barsHeld: 3);
        statistics.Add(-10, worst: -30, barsHeld: 7);
        statistics.Add(15, worst: -85, barsHeld: 2);

        Dictionary<string, double> metrics = Of(statistics);

        // Closed: 20, 10, 25. The third trade stood 85 below 10, the peak is 20.
        Assert.Equal(95, metrics["max_drawdown_pips"]);
        Assert.Equal(10, metrics["max_drawdown_closed_pips"]);
        Assert.Equal(90, metrics["max_open_loss_pips"]);
        Assert.Equal(7, metrics["longest_trade_bars"]);
        Assert.Equal(25.0 / 95, metrics["recovery_factor"], 1e-12);
    }

    private static Dictionary<string, double> Of(params double[] profits)
    {
        var statistics = default(TradeStatistics);
        foreach (double profit in profits)
            statistics.Add(profit, Math.Min(profit, 0), 1);
        return Of(statistics);
    }

    // Over two years and a hundred bars.
    private static Dictionary<string, double> Of(TradeStatistics statistics)
    {
        double[] row = new double[BacktestMetrics.Count];
        BacktestMetrics.Write(statistics, ProfitMoments.Of(statistics), 2, 100, row);
        return BacktestMetrics.Names.Select((name, i) => (name, row[i])).ToDictionary(pair => pair.name, pair => pair.Item2);
    }
}
