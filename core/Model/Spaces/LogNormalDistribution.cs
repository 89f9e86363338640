using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A positive number whose logarithm is normal.</summary>
/// <param name="Mean">The mean of the natural logarithm.</param>
/// <param name="Deviation">The standard deviation of the natural logarithm, 0 or more.</param>
public sealed record LogNormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    private NormalDistribution Logarithm => new(Mean, Deviation);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => base.Contains(value) && value.AsDouble() > 0;

    /// <inheritdoc/>
    public override double Cumulative(double number) => number <= 0 ? 0 : Logarithm.Cumulative(PortableMath.Log(number));

    /// <inheritdoc/>
    public override double Quantile(double unit) => PortableMath.Exp(Logarithm.Quantile(unit));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() => Logarithm.Faults();
}
