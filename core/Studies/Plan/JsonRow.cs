using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// Reads and writes the short arrays that stand for small records. A double that JSON has not is text: NaN, Infinity, -Infinity.
/// </summary>
internal static class JsonRow
{
    public static void Begin(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.StartArray);

    public static bool IsLast(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.EndArray;

    public static void End(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.EndArray);
    }

    public static long Integer(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    public static double Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.GetDouble();
        return (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new JsonException("A number was expected here."),
        };
    }

    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
            throw new JsonException($"{token} was expected here, but {reader.TokenType} was found.");
    }
}
