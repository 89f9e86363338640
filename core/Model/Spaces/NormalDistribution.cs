using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>The normal distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation, 0 or more.</param>
public sealed record NormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    /// <summary>The mean, 0 by default.</summary>
    internal static readonly Setting MeanField = new("mu", SettingKind.Number, "The mean, of the logarithm for log_normal. Default: 0.");

    /// <summary>The standard deviation, 1 by default.</summary>
    internal static readonly Setting DeviationField = new(
        "sigma", SettingKind.Number, "The standard deviation, of the logarithm for log_normal. Default: 1.") { Min = 0, Example = "1" };

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "normal",
        [new("normal", [], [MeanField, DeviationField], Read)],
        static json => new NormalDistribution(json.GetProperty("mean").GetDouble(), json.GetProperty("deviation").GetDouble()));

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

    /// <inheritdoc/>
    public override string Describe() => "any number";

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
    internal static NormalDistribution Read(IDistributionFields fields) =>
        new(fields.Number(MeanField) ?? 0, fields.Number(DeviationField) ?? 1);
}
