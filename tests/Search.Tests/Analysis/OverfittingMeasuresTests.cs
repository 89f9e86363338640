using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Search.Tests.Analysis;

public class OverfittingMeasuresTests
{
    // The worked example of "The Deflated Sharpe Ratio" (Bailey and López de Prado, 2014): an annual ratio of 2.5 from five years of
    // daily returns with skewness −3 and kurtosis 10, among trials whose annual ratios have variance ½.
    [Theory]
    [InlineData(100, -3, 10, 0.9004)]
    [InlineData(46, -3, 10, 0.9505)]
    [InlineData(88, 0, 3, 0.9505)]
    public void DeflatedSharpeRatio_PaperExample_IsThePapers(long trials, double skewness, double kurtosis, double expected) =>
        Assert.Equal(
            expected, OverfittingMeasures.DeflatedSharpeRatio(2.5 / Math.Sqrt(250), trials, 0.5 / 250, 1250, skewness, kurtosis), 1e-4);

    [Fact]
    public void ExpectedMaximum_PaperExample_IsThePapers()
    {
        Assert.Equal(0.1132, Math.Sqrt(0.5 / 250) * OverfittingMeasures.ExpectedMaximum(100), 5e-5);
        Assert.Equal(0, OverfittingMeasures.ExpectedMaximum(1));
    }

    // Exact means of the largest of N standard normal numbers (Harter, "Expected Values of Normal Order Statistics", 1961); the
    // formula is asymptotic.
    [Theory]
    [InlineData(10, 1.53875, 0.04)]
    [InlineData(100, 2.50759, 0.025)]
    [InlineData(1000, 3.24144, 0.02)]
    public void ExpectedMaximum_NormalDraws_IsNearTheirMeanMaximum(int trials, double exact, double tolerance) =>
        Assert.Equal(exact, OverfittingMeasures.ExpectedMaximum(trials), tolerance);

    [Fact]
    public void ProbabilisticSharpeRatio_AtTheBenchmark_IsOneHalf() =>
        Assert.Equal(0.5, OverfittingMeasures.ProbabilisticSharpeRatio(0.1, 0.1, 100), 1e-15);

    [Fact]
    public void ProbabilityOfOverfitting_KnownCases_AreKnown()
    {
        // One trial better everywhere: never below the median.
        Assert.Equal(0, OverfittingMeasures.ProbabilityOfOverfitting([[1, 1, 1, 1], [2, 2, 2, 2], [0, 1, 0, 1]]));
        // What one gains in a slice it lost elsewhere: the best inside is the worst outside.
        Assert.Equal(1, OverfittingMeasures.ProbabilityOfOverfitting([[1, -1], [-1, 1], [0, 0]]));
    }

    [Fact]
    public void ProbabilityOfOverfitting_Noise_IsAboutOneHalf()
    {
        var random = new RandomStream(2, 0);
        double sum = 0;
        for (int repeat = 0; repeat < 60; repeat++)
        {
            double[][] noise = [.. Enumerable.Range(0, 21).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextNormal()).ToArray())];
            sum += OverfittingMeasures.ProbabilityOfOverfitting(noise) / 60;
        }

        Assert.Equal(0.5, sum, 0.08);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(3, 22)]
    public void ProbabilityOfOverfitting_WrongShape_Throws(int trials, int slices) =>
        Assert.Throws<ArgumentException>(
            () => OverfittingMeasures.ProbabilityOfOverfitting([.. Enumerable.Range(0, trials).Select(_ => new double[slices])]));
}
