using CsCheck;
using MathNet.Numerics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Model.Tests.Numerics;

public sealed class IncompleteBetaTests
{
    private static readonly Gen<(double A, double B, double X)> Cases =
        Gen.Select(
            Gen.Double[-2, 3].Select(power => Math.Pow(10, power)),
            Gen.Double[-2, 3].Select(power => Math.Pow(10, power)),
            Gen.Double[0, 1]);

    [Fact]
    public void Cumulative_RandomShapes_AgreesWithAnotherComputation() => Cases.Sample(
        (a, b, x) => Math.Abs(
            IncompleteBeta.Cumulative(a, b, x) - SpecialFunctions.BetaRegularized(a, b, x)) <= 1e-10, iter: 2_000, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Quantile_RandomShapes_IsTheInverse() => Cases.Sample(
        (a, b, unit) =>
        {
            double x = IncompleteBeta.Quantile(a, b, unit);
            return IncompleteBeta.Cumulative(a, b, x) >= unit && IncompleteBeta.Cumulative(a, b, Math.BitDecrement(x)) <= unit;
        },
        iter: 300,
        seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData(1, 1, 0.3, 0.3)]
    [InlineData(2, 1, 0.3, 0.09)]
    [InlineData(2, 2, 0.5, 0.5)]
    [InlineData(2, 3, 0.25, 0.26171875)]
    public void Cumulative_WholeShapes_IsThePolynomial(double a, double b, double x, double expected) =>
        Assert.Equal(expected, IncompleteBeta.Cumulative(a, b, x), 1e-14);

    [Theory]
    [InlineData(0.5, 0.57236494292470008)]
    [InlineData(1, 0)]
    [InlineData(10, 12.801827480081469)]
    [InlineData(0.01, 4.5994798780420217)]
    public void LogGamma_KnownArguments_IsKnown(double x, double expected) => Assert.Equal(expected, IncompleteBeta.LogGamma(x), 1e-13);
}
