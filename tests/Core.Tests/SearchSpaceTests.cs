using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Tests;

public class SearchSpaceTests
{
    [Fact]
    public void GridPoint_LastParameterVariesFastest()
    {
        var space = new SearchSpace(
        [
            new("fast", new CategoricalDistribution([ParameterValue.Of(5), ParameterValue.Of(10)])),
            new("stop", new FloatDistribution(0.1, 0.3, Step: 0.1)),
        ]);

        string[] points = [.. Enumerable.Range(0, (int)space.GridSize!.Value).Select(number => space.GridPoint(number).ToString())];

        Assert.Equal(
            ["fast=5 stop=0.1", "fast=5 stop=0.2", "fast=5 stop=0.3", "fast=10 stop=0.1", "fast=10 stop=0.2", "fast=10 stop=0.3"],
            points);
    }
}
