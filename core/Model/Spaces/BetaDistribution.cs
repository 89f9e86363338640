using MathNet.Numerics.Distributions;
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
    public override double Cumulative(double number) => number <= 0 ? 0 : number >= 1 ? 1 : Beta.CDF(A, B, number);

    /// <inheritdoc/>
    public override double Quantile(double unit) => unit <= 0 ? 0 : unit >= 1 ? 1 : Math.Clamp(Beta.InvCDF(A, B, unit), 0, 1);

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(A > 0) || !double.IsFinite(A))
            yield return $"a is {A}, but must be above 0.";
        if (!(B > 0) || !double.IsFinite(B))
            yield return $"b is {B}, but must be above 0.";
    }
}
