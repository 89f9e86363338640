using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// The distributions of a W&amp;B sweep file under their W&amp;B names. Meaning and defaults follow <c>params.py</c> and
/// <c>config/schema.json</c> of the public repository <c>wandb/sweeps</c>.
/// </summary>
public static class WandbDistributions
{
    /// <summary>X such that ln X is uniform between the exponents: <c>log_uniform</c>.</summary>
    public static FloatDistribution LogUniform(double minExponent, double maxExponent) =>
        new(PortableMath.Exp(minExponent), PortableMath.Exp(maxExponent), Log: true);

    /// <summary>X between the two values, uniform in the logarithm: <c>log_uniform_values</c>.</summary>
    public static FloatDistribution LogUniformValues(double min, double max) => new(min, max, Log: true);

    /// <summary>X such that ln(1/X) is uniform between the exponents: <c>inv_log_uniform</c>.</summary>
    public static FloatDistribution InverseLogUniform(double minExponent, double maxExponent) =>
        new(PortableMath.Exp(-maxExponent), PortableMath.Exp(-minExponent), Log: true);

    /// <summary>
    /// X such that ln(1/X) is uniform between ln(1/max) and ln(1/min): <c>inv_log_uniform_values</c>. The same values with the
    /// same likelihoods as <see cref="LogUniformValues"/>.
    /// </summary>
    public static FloatDistribution InverseLogUniformValues(double min, double max) => new(min, max, Log: true);
}
