using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>What a page must know of the search space to draw its axes.</summary>
internal static class PageSpace
{
    /// <summary>Writes the parameters in the order of the study file.</summary>
    public static void Write(Utf8JsonWriter json, StudySpec spec)
    {
        json.WriteStartArray("parameters"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, parameter.Name);
            json.WriteString("type"u8, RowColumn.Of(parameter).Type.ToString().ToLowerInvariant());
            json.WriteString("describe"u8, parameter.Distribution.Describe());
            if (IsLog(parameter.Distribution))
                json.WriteBoolean("log"u8, true);
            if (parameter.When is { Count: > 0 })
                json.WriteBoolean("conditional"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whether all numbers of a parameter are doubles without loss; larger integers are sent as texts.</summary>
    public static bool IsExact(StudySpec spec, int parameter, double largest) => spec.Space.Parameters[parameter].Distribution switch
    {
        IntegerDistribution integer => Math.Max(Math.Abs((double)integer.Low), Math.Abs((double)integer.High)) <= largest,
        CategoricalDistribution choices => AreExact(choices.Values, largest),
        ConstantDistribution constant => IsExact(constant.Value, largest),
        _ => true,
    };

    /// <summary>A value as JSON, so that a text that looks like a number stays a text.</summary>
    public static string JsonOf(ParameterValue value)
    {
        if (value.Kind is not (ParameterKind.Text or ParameterKind.Null))
            return value.ToString();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            value.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    // A loop, because a query over these values would be compiled at each start.
    private static bool AreExact(IReadOnlyList<ParameterValue> values, double largest)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (!IsExact(values[i], largest))
                return false;
        }

        return true;
    }

    private static bool IsExact(ParameterValue value, double largest) =>
        value.Kind != ParameterKind.Integer || Math.Abs((double)value.AsInteger()) <= largest;

    private static bool IsLog(Distribution distribution) => distribution switch
    {
        FloatDistribution { Log: true } or IntegerDistribution { Log: true } or LogNormalDistribution => true,
        QuantizedDistribution quantized => IsLog(quantized.Inner),
        _ => false,
    };
}
