using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A parameter with a single value.</summary>
public sealed record ConstantDistribution(ParameterValue Value) : Distribution
{
    private static readonly Setting Field = new("value", SettingKind.Custom, "The only value.");

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "value",
        [new("constant", [Field], [], static fields => new ConstantDistribution(fields.Value(Field)))],
        static json => new ConstantDistribution(ParameterJson.Read(json.GetProperty("value"))));

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

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    public override IEnumerable<Extreme> Extremes() => [new(Field.Name, Value)];

    /// <inheritdoc/>
    public override string Describe() => $"always {Value}";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("value");
        ParameterJson.Write(json, Value);
        json.WriteEndObject();
    }
}
