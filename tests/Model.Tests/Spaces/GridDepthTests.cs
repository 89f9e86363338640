using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;

namespace ServerlessTuner.Model.Tests.Spaces;

public class GridDepthTests
{
    [Fact]
    public void GridPoint_MoreParametersThanTheStackHolds_SaysSoAndGoesOn()
    {
        var space = new SearchSpace(
            [.. Enumerable.Range(0, 30_000).Select(i => new Parameter($"p{i}", new IntegerDistribution(0, 2)))], []);
        Exception? fault = null;
        var thread = new Thread(() => fault = Record.Exception(() => space.GridPoint(0)), maxStackSize: 512 * 1024);

        thread.Start();
        thread.Join();

        Assert.Contains(
            "30,000 parameters, too many to number", Assert.IsType<InvalidInputException>(fault).Message, StringComparison.Ordinal);
    }
}
