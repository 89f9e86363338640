using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Studies.Tests.Reports;

public sealed class SearchSummaryTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(7, 3)]
    [InlineData(1000, 10)]
    public void Add_SortedScores_GivesTheMomentsOfAll(int trials, int failed)
    {
        var random = new Random(trials);
        double[] scores = [
            .. Enumerable.Range(0, trials).Select(
                i => i < trials - failed ? random.NextDouble() - 0.3 : double.NaN).OrderByDescending(score => score)
        ];
        var summary = new SearchSummary(5, trials, failed);
        summary.Want(0);
        summary.Want(trials - 1);
        summary.Want(trials + 5);

        for (int i = 0; i < trials; i++)
            summary.Add(i, scores[i], scores[i] * 2);

        double[] finite = [.. scores.Where(double.IsFinite)];
        double mean = finite.Average();
        Assert.Equal(finite.Length, summary.Scored);
        Assert.Equal(2 * mean, summary.Mean, 12);
        Assert.Equal((finite[(finite.Length - 1) / 2] + finite[finite.Length / 2]) / 2, summary.Median, 12);
        Assert.Equal(
            finite.Length < 2 ? 0 : Math.Sqrt(finite.Sum(score => (score - mean) * (score - mean)) / (finite.Length - 1)),
            summary.Deviation / 2,
            12);
        Assert.Equal(2 * finite[0], summary.BestValue, 12);
        Assert.Equal(finite.Take(5), summary.Best.Select(ranked => ranked.Score));
        Assert.Equal(scores[0], summary.ScoreOf(0));
        Assert.Equal(scores[^1], summary.ScoreOf(trials - 1));
        Assert.Equal(double.NaN, summary.ScoreOf(trials + 5));
    }

    [Fact]
    public void Add_OnlyFailures_HasNoMoments()
    {
        var summary = new SearchSummary(5, 3, 3);
        for (int i = 0; i < 3; i++)
            summary.Add(i, double.NaN, double.NaN);

        Assert.Equal(0, summary.Scored);
        Assert.True(double.IsNaN(summary.Median) && double.IsNaN(summary.Mean) && double.IsNaN(summary.BestValue));
    }
}
