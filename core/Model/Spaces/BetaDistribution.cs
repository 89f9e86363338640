using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>The beta distribution on the unit interval.</summary>
/// <param name="A">The first shape, above 0.</param>
/// <param name="B">The second shape, above 0.</param>
public sealed record BetaDistribution(double A = 1, double B = 1) : NumericDistribution
{
    /// <summary>The first shape, 1 by default.</summary>
    internal static readonly Setting FirstField = new(
        "a", SettingKind.Number, "The first shape of the beta distribution. Default: 1.") { Min = 0, Above = true, Example = "1" };

    /// <summary>The second shape, 1 by default.</summary>
    internal static readonly Setting SecondField = new(
        "b", SettingKind.Number, "The second shape of the beta distribution. Default: 1.") { Min = 0, Above = true, Example = "1" };

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "beta",
        [new("beta", [], [FirstField, SecondField], Read)],
        static json => new BetaDistribution(json.GetProperty("a").GetDouble(), json.GetProperty("b").GetDouble()));

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

    /// <inheritdoc/>
    public override string Describe() => "0 to 1";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Type.Kind);
        json.WriteNumber("a", A);
        json.WriteNumber("b", B);
        json.WriteEndObject();
    }

    /// <summary>Makes the distribution from its fields.</summary>
    internal static BetaDistribution Read(IDistributionFields fields) =>
        new(fields.Number(FirstField) ?? 1, fields.Number(SecondField) ?? 1);
}
