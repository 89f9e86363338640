using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>The beta distribution on the unit interval.</summary>
/// <param name="A">The first shape, above 0.</param>
/// <param name="B">The second shape, above 0.</param>
public sealed record BetaDistribution(double A = 1, double B = 1) : NumericDistribution
{
    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => value.IsNumber && value.AsDouble() is >= 0 and <= 1;

    /// <inheritdoc/>
    public override double Cumulative(double number) => IncompleteBeta.Cumulative(A, B, number);

    /// <inheritdoc/>
    public override double Quantile(double unit) => IncompleteBeta.Quantile(A, B, unit);

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(A > 0) || !double.IsFinite(A))
            yield return $"a is {A}, but must be above 0.";
        if (!(B > 0) || !double.IsFinite(B))
            yield return $"b is {B}, but must be above 0.";
    }
}
