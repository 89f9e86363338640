using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Search.Tests;

public class BestRangesTests
{
    private static CategoricalDistribution Choice(params string[] values) => new([.. values.Select(ParameterValue.Of)]);

    [Fact]
    public void Narrow_MixedSpace_ShrinksEachToTheBest()
    {
        var space = new SearchSpace(
            [
                new("x", new FloatDistribution(0, 10)),
                new("rate", new FloatDistribution(1e-6, 1, Log: true)),
                new("fast", new IntegerDistribution(2, 100)),
                new("stop", new FloatDistribution(5, 100, 2.5)),
                new(
                    "width",
                    new CategoricalDistribution(
                        [ParameterValue.Of(64), ParameterValue.Of(16), ParameterValue.Of(32), ParameterValue.Of(128)])),
                new("model", Choice("tree", "net", "line")),
                new("depth", new IntegerDistribution(1, 9), [new("model", [ParameterValue.Of("tree"), ParameterValue.Of("net")])]),
                new("slope", new FloatDistribution(0, 1), [new("model", [ParameterValue.Of("line")])]),
            ],
            [new DelegateConstraint("slope < x", ["slope", "x"], _ => true)]);
        string[] names = ["x", "rate", "fast", "stop", "width", "model", "depth"];
        ParameterSet Trial(double x, double rate, long fast, double stop, long width, long depth) =>
            new(
                names,
                [
                    ParameterValue.Of(x),
                    ParameterValue.Of(rate),
                    ParameterValue.Of(fast),
                    ParameterValue.Of(stop),
                    ParameterValue.Of(width),
                    ParameterValue.Of("net"),
                    ParameterValue.Of(depth)
                ]);
        (ParameterSet, double)[] trials =
        [
            (Trial(4, 1e-4, 10, 20, 32, 2), 1), (Trial(6, 1e-2, 30, 40, 32, 6), 2), (Trial(9, 1, 90, 100, 128, 9), 3), (
                Trial(1, 1, 90, 100, 128, 9), double.NaN), (Trial(0, 1, 2, 5, 16, 1), 4),
        ];

        SearchSpace narrow = BestRanges.Narrow(space, trials, share: 0.5, margin: 0.1);

        Assert.Equal(["x", "rate", "fast", "stop", "width", "model", "depth"], narrow.Parameters.Select(parameter => parameter.Name));
        var x = (FloatDistribution)narrow.Parameters[0].Distribution;
        Assert.Equal(3.8, x.Low, 1e-12);
        Assert.Equal(6.2, x.High, 1e-12);
        var rate = (FloatDistribution)narrow.Parameters[1].Distribution;
        Assert.Equal(Math.Pow(10, -4.2), rate.Low, 1e-12);
        Assert.Equal(Math.Pow(10, -1.8), rate.High, 1e-12);
        Assert.True(rate.Log);
        Assert.Equal(new IntegerDistribution(8, 32), narrow.Parameters[2].Distribution);
        Assert.Equal(new FloatDistribution(17.5, 42.5, 2.5), narrow.Parameters[3].Distribution);
        Assert.Equal([ParameterValue.Of(32)], ((CategoricalDistribution)narrow.Parameters[4].Distribution).Values);
        Assert.Equal([ParameterValue.Of("net")], ((CategoricalDistribution)narrow.Parameters[5].Distribution).Values);
        Assert.Equal([ParameterValue.Of("net")], narrow.Parameters[6].When![0].Values);
        Assert.Empty(narrow.Constraints);
    }

    [Fact]
    public void Narrow_UnboundedDistributions_BecomeBounded()
    {
        var space = new SearchSpace(
            [
                new("n", new NormalDistribution(0, 1)),
                new("q", new QuantizedDistribution(new LogNormalDistribution(0, 1), 0.5)),
                new("c", new ConstantDistribution(ParameterValue.Of(1)))
            ]);
        ParameterSet Trial(double n, double q) => new(["n", "q", "c"], [ParameterValue.Of(n), ParameterValue.Of(q), ParameterValue.Of(1)]);

        SearchSpace narrow = BestRanges.Narrow(space, [(Trial(-1, 1), 0), (Trial(1, 3), 0)], share: 1, margin: 0);

        var n = (FloatDistribution)narrow.Parameters[0].Distribution;
        Assert.Equal(-1, n.Low, 1e-9);
        Assert.Equal(1, n.High, 1e-9);
        Assert.Equal(5, narrow.Parameters[1].Distribution.Count);
    }

    [Fact]
    public void Narrow_OneTrial_LeavesSomethingToSearch()
    {
        var space = new SearchSpace([new("x", new FloatDistribution(0, 100))]);

        var x = (FloatDistribution)BestRanges.Narrow(
            space, [(new ParameterSet(["x"], [ParameterValue.Of(50.0)]), 1)]).Parameters[0].Distribution;

        Assert.Equal((49, 51), (x.Low, x.High));
    }

    [Fact]
    public void Narrow_NoFiniteLoss_IsRefused()
    {
        var fault = Assert.Throws<InvalidInputException>(
            () => BestRanges.Narrow(new SearchSpace([new("x", new FloatDistribution(0, 1))]), [(ParameterSet.Empty, double.NaN)]));

        Assert.Equal(
            "use_best_ranges: no trial of the earlier study has a finite value, so there are no best ranges. Name a study with finished "
                + "trials.",
            fault.Message);
    }
}
