using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Model.Tests.Spaces;

public class DistributionTests
{
    private static ParameterValue Of(double value) => ParameterValue.Of(value);

    private static ParameterValue Of(long value) => ParameterValue.Of(value);

    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Distribution> All { get; } = new(StringComparer.Ordinal)
    {
        ["constant"] = new ConstantDistribution(ParameterValue.OfJson("[64, 64]")),
        ["values"] = new CategoricalDistribution([ParameterValue.Of("[64, 64]"), Of(5L), ParameterValue.Of(true)]),
        ["probabilities"] = new CategoricalDistribution([Of(1L), Of(2L), Of(3L)], [0.2, 0, 0.8]),
        ["int"] = new IntegerDistribution(-3, 12),
        ["int step"] = new IntegerDistribution(1, 10, 4),
        ["int log"] = new IntegerDistribution(1, 1000, Log: true),
        ["float"] = new FloatDistribution(-5.12, 5.12),
        ["float step"] = new FloatDistribution(0.1, 0.75, 0.1),
        ["float log"] = new FloatDistribution(1e-5, 10, Log: true),
        ["normal"] = new NormalDistribution(3, 2),
        ["log normal"] = new LogNormalDistribution(-1, 0.5),
        ["beta"] = new BetaDistribution(2, 5),
        ["q uniform"] = new QuantizedDistribution(new FloatDistribution(1, 10), 4, Integer: true),
        ["q log uniform"] = new QuantizedDistribution(new FloatDistribution(1, PortableMath.Exp(5), Log: true), 0.5),
        ["q normal"] = new QuantizedDistribution(new NormalDistribution(0, 10), 0.1),
        ["q log normal"] = new QuantizedDistribution(new LogNormalDistribution(1, 1), 2, Integer: true),
        ["q beta"] = new QuantizedDistribution(new BetaDistribution(2, 2), 0.25),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void FromUnit_RandomPositions_AreContainedAndReturn(string name)
    {
        Distribution distribution = All[name];
        var random = new RandomStream(5, 1);
        for (int i = 0; i < 500; i++)
        {
            double unit = random.NextDouble();
            ParameterValue value = distribution.FromUnit(unit);
            Assert.True(distribution.Contains(value), $"{value}");
            Assert.Equal(value, distribution.Normalize(value));
            (double low, double high) = distribution.Cell(value);
            Assert.InRange(unit, low - 1e-6, high + 1e-6);
            ParameterValue again = distribution.FromUnit(distribution.ToUnit(value));
            if (distribution.Count is not null || distribution is QuantizedDistribution)
                Assert.Equal(value, again);
            else
                Assert.Equal(value.AsDouble(), again.AsDouble(), Math.Abs(value.AsDouble()) * 1e-7 + 1e-9);
        }

        Assert.True(distribution.Contains(distribution.FromUnit(0)) && distribution.Contains(distribution.FromUnit(1)));
        Assert.Empty(distribution.Faults());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ValueAt_EveryIndex_IsFoundAgain(string name)
    {
        Distribution distribution = All[name];
        for (long i = 0; i < distribution.Count; i++)
            Assert.Equal(i, distribution.IndexOf(distribution.ValueAt(i)));
    }

    // round(x / q) * q over ppf draws, as wandb/sweeps src/sweeps/params.py computes them, ties to even.
    [Fact]
    public void Quantized_Uniform_HasWandbsMultiples()
    {
        Distribution distribution = All["q uniform"];

        Assert.Equal([Of(0L), Of(4L), Of(8L)], Enumerable.Range(0, (int)distribution.Count!.Value).Select(i => distribution.ValueAt(i)));
        Assert.Equal(Of(0L), distribution.FromUnit(0.1));
        Assert.Equal(Of(4L), distribution.FromUnit(0.2));
        Assert.Equal((1 / 9.0, 5 / 9.0), distribution.Cell(Of(4L)));
    }

    [Fact]
    public void Quantized_FloatQuantum_SpellsDecimals() =>
        Assert.Equal(
            "0.30000000000000004 is 0.3", $"{3 * 0.1:R} is {new QuantizedDistribution(new FloatDistribution(0, 1), 0.1).ValueAt(3)}");

    [Fact]
    public void Probabilities_Draws_FollowThem()
    {
        Distribution distribution = All["probabilities"];
        var random = new RandomStream(3, 3);
        int ones = 0;
        for (int i = 0; i < 10_000; i++)
        {
            ParameterValue value = distribution.Sample(ref random);
            Assert.NotEqual(Of(2L), value);
            ones += value == Of(1L) ? 1 : 0;
        }

        Assert.InRange(ones, 1850, 2150);
    }

    [Fact]
    public void IntegerLog_CellsFollowTheLogarithm()
    {
        (double low, double high) = All["int log"].Cell(Of(1L));

        Assert.Equal(0, low, 1e-15);
        Assert.Equal(Math.Log(3) / Math.Log(2001), high, 1e-12);
    }

    [Fact]
    public void FloatStep_DoesNotReachHigh_StopsBelow() =>
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], Enumerable.Range(0, 7).Select(i => All["float step"].ValueAt(i).AsDouble()));

    [Fact]
    public void Contains_OtherSpelling_ComparesNumbers()
    {
        Assert.True(All["int"].Contains(Of(5.0)));
        Assert.False(All["int"].Contains(Of(5.5)));
        Assert.False(All["int step"].Contains(Of(6L)));
        Assert.Equal(Of(5.0), All["float"].Normalize(Of(5L)));
        Assert.False(All["float"].Contains(Of(double.NaN)));
        Assert.False(All["values"].Contains(ParameterValue.OfJson("[64, 64]")));
    }

    [Fact]
    public void Faults_BadSettings_NameValueAndRemedy()
    {
        Assert.Equal(
            [
                "probabilities has 1 entries, but values has 2. Give one probability per value.",
                "probabilities sum to 0.5, but must sum to 1."
            ],
            new CategoricalDistribution([Of(1L), Of(2L)], [0.5]).Faults());
        Assert.Equal(["step is 0, but must be 1 or more."], new IntegerDistribution(1, 2, 0).Faults());
        Assert.Equal(
            ["min is 0, but a log scale needs min ≥ 1. Use a positive value, or a linear scale."],
            new IntegerDistribution(0, 2, 1, true).Faults());
        Assert.Equal(["sigma is -1, but must be 0 or more."], new NormalDistribution(0, -1).Faults());
        Assert.Equal(["q is 0, but must be above 0."], new QuantizedDistribution(new NormalDistribution(), 0).Faults());
        Assert.Equal(["a is 0, but must be above 0."], new BetaDistribution(0).Faults());
        Assert.Single(new FloatDistribution(double.NaN, 1).Faults());
    }

    [Fact]
    public void PortableMath_AgainstReferences_AgreesToLastPlaces()
    {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            double x = (random.NextDouble() - 0.5) * 80, p = random.NextDouble();
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 4e-16);
            Assert.Equal(Math.Log(Math.Exp(x)), PortableMath.Log(Math.Exp(x)), Math.Abs(x) * 3e-16);
            Assert.Equal(1, PortableMath.NormalCdf(x / 8) / (0.5 * SpecialFunctions.Erfc(-x / 8 / Constants.Sqrt2)), 1e-10);
            Assert.Equal(Normal.InvCDF(0, 1, p), PortableMath.NormalQuantile(p), 1e-8);
            Assert.Equal(p, PortableMath.NormalCdf(PortableMath.NormalQuantile(p)), 1e-14);
        }

        Assert.Equal(-804.608442013754, PortableMath.LogNormalCdf(-40), 1e-9);
        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(Math.Log(5e-324), PortableMath.Log(5e-324), 1e-12);
    }

    [Fact]
    public void PortableMath_VectorExp_EqualsScalarBits()
    {
        var random = new Random(12);
        for (int i = 0; i < 5_000; i++)
        {
            var lanes = new double[8];
            for (int lane = 0; lane < 8; lane++)
                lanes[lane] = (random.NextDouble() - 0.7) * 1000;
            var result = PortableMath.Exp(System.Runtime.Intrinsics.Vector512.Create(lanes));
            for (int lane = 0; lane < 8; lane++)
                Assert.Equal(PortableMath.Exp(lanes[lane]), result[lane]);
        }
    }
}
