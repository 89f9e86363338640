using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Search.Tests;

public sealed class FinerGridTests
{
    [Theory]
    [InlineData("50", "40,50,60")]
    [InlineData("10", "10,20")]
    [InlineData("90", "80,90")]
    public void Around_WholeNumbers_HalvesTheStepAroundTheBest(string best, string expected)
    {
        var space = new SearchSpace([new Parameter("x", new IntegerDistribution(10, 90, 20))]);

        Assert.Equal(expected, Values(FinerGrid.Around(space, Trials(space, best), 0.1)));
    }

    [Fact]
    public void Around_Floats_HalvesTheStepAroundTheBest()
    {
        var space = new SearchSpace([new Parameter("x", new FloatDistribution(0, 1, 0.25))]);

        Assert.Equal("0.375,0.5,0.625", Values(FinerGrid.Around(space, Trials(space, "0.5"), 0.1)));
    }

    [Theory]
    [InlineData("20", "15,20,35")]
    [InlineData("5", "5,7")]
    [InlineData("50", "35,50")]
    public void Around_ListOfNumbers_PutsNumbersBetween(string best, string expected)
    {
        var space = new SearchSpace(
            [new Parameter("x", new CategoricalDistribution([.. new long[] { 5, 10, 20, 50 }.Select(ParameterValue.Of)]))]);

        Assert.Equal(expected, Values(FinerGrid.Around(space, Trials(space, best), 0.1)));
    }

    [Fact]
    public void Around_Words_KeepsTheBest()
    {
        var space = new SearchSpace(
            [new Parameter("x", new CategoricalDistribution([ParameterValue.Of("sma"), ParameterValue.Of("ema")]))]);

        Assert.Equal("ema", Values(FinerGrid.Around(space, Trials(space, "ema"), 0.1)));
    }

    private static IEnumerable<(ParameterSet, double)> Trials(SearchSpace space, string best) =>
        Enumerable.Range(0, (int)space.GridSize!).Select(number => space.GridPoint(number)).Select(
            point => (point, point["x"].ToString() == best ? 0.0 : 1));

    private static string Values(SearchSpace space) =>
        string.Join(',', Enumerable.Range(0, (int)space.GridSize!).Select(number => space.GridPoint(number)["x"].ToString()));
}
