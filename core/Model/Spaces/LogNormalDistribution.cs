using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A positive number whose logarithm is normal.</summary>
/// <param name="Mean">The mean of the natural logarithm.</param>
/// <param name="Deviation">The standard deviation of the natural logarithm, 0 or more.</param>
public sealed record LogNormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "log_normal",
        [new("log_normal", [], [NormalDistribution.MeanField, NormalDistribution.DeviationField], Read)],
        static json => new LogNormalDistribution(json.GetProperty("mean").GetDouble(), json.GetProperty("deviation").GetDouble()));

    private NormalDistribution Logarithm => new(Mean, Deviation);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => base.Contains(value) && value.AsDouble() > 0;

    /// <inheritdoc/>
    public override double Cumulative(double number) => number <= 0 ? 0 : Logarithm.Cumulative(PortableMath.Log(number));

    /// <inheritdoc/>
    public override double Quantile(double unit) => PortableMath.Exp(Logarithm.Quantile(unit));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() => Logarithm.Faults();

    /// <inheritdoc/>
    public override string Describe() => "above 0";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Type.Kind);
        json.WriteNumber("mean", Mean);
        json.WriteNumber("deviation", Deviation);
        json.WriteEndObject();
    }

    /// <summary>Makes the distribution from its fields.</summary>
    internal static LogNormalDistribution Read(IDistributionFields fields) => new(
        fields.Number(NormalDistribution.MeanField) ?? 0, fields.Number(NormalDistribution.DeviationField) ?? 1);
}
