using System.Globalization;
using System.Text.Json;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>
/// Values as JSON that is read back to the same value. What JSON has no word for is an object: infinite floats, and lists that must
/// keep their spelling.
/// </summary>
public static class ParameterJson
{
    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter json, ParameterValue value)
    {
        string? wrapper = value.Kind == ParameterKind.Json ? "json" : value.Kind == ParameterKind.Float
            && !double.IsFinite(value.AsDouble()) ? "float" : null;
        if (wrapper is null)
        {
            value.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString(wrapper, value.ToString());
        json.WriteEndObject();
    }

    /// <summary>Writes values as a list.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ParameterValue> values)
    {
        json.WriteStartArray(name);
        foreach (ParameterValue value in values)
            Write(json, value);
        json.WriteEndArray();
    }

    /// <summary>Writes a set as one object.</summary>
    public static void Write(Utf8JsonWriter json, ParameterSet values)
    {
        json.WriteStartObject();
        for (int i = 0; i < values.Count; i++)
        {
            json.WritePropertyName(values.Names[i]);
            Write(json, values.Values[i]);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a value back.</summary>
    public static ParameterValue Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return ParameterValue.FromJson(item);
        return item.TryGetProperty("json", out JsonElement json)
            ? ParameterValue.OfJson(json.GetString()!)
            : ParameterValue.Of(double.Parse(item.GetProperty("float").GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a list of values back.</summary>
    public static ParameterValue[] ReadList(JsonElement items) => [.. items.EnumerateArray().Select(Read)];

    /// <summary>Reads a set back.</summary>
    public static ParameterSet ReadSet(JsonElement item)
    {
        JsonProperty[] members = [.. item.EnumerateObject()];
        return new ParameterSet([.. members.Select(member => member.Name)], [.. members.Select(member => Read(member.Value))]);
    }
}
