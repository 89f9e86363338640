using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>The normal distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation, 0 or more.</param>
public sealed record NormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Cumulative(double number) =>
        Deviation == 0 ? (number < Mean ? 0 : 1) : PortableMath.NormalCdf((number - Mean) / Deviation);

    /// <inheritdoc/>
    public override double Quantile(double unit) => Mean + (Deviation * PortableMath.NormalQuantile(Math.Clamp(unit, Tail, 1 - Tail)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!double.IsFinite(Mean))
            yield return $"mu is {Mean}, but must be a number.";
        if (!(Deviation >= 0) || !double.IsFinite(Deviation))
            yield return $"sigma is {Deviation}, but must be 0 or more.";
    }
}
