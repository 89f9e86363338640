using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A parameter with a single value.</summary>
public sealed record ConstantDistribution(ParameterValue Value) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => 1;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Value;

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value) => value.IsSameAs(Value) ? 0 : -1;

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Value;

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value) => (0, 1);
}
