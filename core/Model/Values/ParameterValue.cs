using System.Globalization;
using System.Text.Json;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>One value of one parameter. Immutable; equal when kind and content are equal.</summary>
public readonly struct ParameterValue : IEquatable<ParameterValue>
{
    private readonly string? text;
    private readonly long bits;

    private ParameterValue(ParameterKind kind, long bits, string? text) => (Kind, this.bits, this.text) = (kind, bits, text);

    /// <summary>What this value holds.</summary>
    public ParameterKind Kind { get; }

    /// <summary>Whether this value is an integer or a float.</summary>
    public bool IsNumber => Kind is ParameterKind.Integer or ParameterKind.Float;

    /// <summary>A boolean value.</summary>
    public static ParameterValue Of(bool value) => new(ParameterKind.Boolean, value ? 1 : 0, null);

    /// <summary>An integer value.</summary>
    public static ParameterValue Of(long value) => new(ParameterKind.Integer, value, null);

    /// <summary>A float value.</summary>
    public static ParameterValue Of(double value) => new(ParameterKind.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A text value.</summary>
    public static ParameterValue Of(string value) => new(ParameterKind.Text, 0, value);

    /// <summary>A list or mapping as JSON text.</summary>
    public static ParameterValue OfJson(string json) => new(ParameterKind.Json, 0, json);

    /// <summary>The value of a JSON element; an integral number without point or exponent is an integer.</summary>
    public static ParameterValue FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => default,
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.String => Of(element.GetString()!),
        JsonValueKind.Number => element.TryGetInt64(out long integer) && element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0
            ? Of(integer)
            : Of(element.GetDouble()),
        _ => OfJson(element.GetRawText()),
    };

    /// <summary>The number held, integers widened; booleans count as 0 and 1.</summary>
    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public double AsDouble() => Kind switch
    {
        ParameterKind.Float => BitConverter.Int64BitsToDouble(bits),
        ParameterKind.Integer or ParameterKind.Boolean => bits,
        _ => throw new InvalidOperationException($"'{this}' is not a number."),
    };

    /// <summary>The integer held; a float only when it is integral.</summary>
    /// <exception cref="InvalidOperationException">The value is not an integer.</exception>
    public long AsInteger()
    {
        if (Kind is ParameterKind.Integer or ParameterKind.Boolean)
            return bits;
        if (Kind == ParameterKind.Float && AsDouble() is double number && number == Math.Floor(number) && Math.Abs(number) < 9e15)
            return (long)number;
        throw new InvalidOperationException($"'{this}' is not an integer.");
    }

    /// <summary>The integer held, or that a float equals; false where there is none.</summary>
    public bool TryGetInteger(out long integer)
    {
        integer = bits;
        if (Kind == ParameterKind.Integer)
            return true;
        if (Kind != ParameterKind.Float || !(Math.Abs(AsDouble()) < 9e15) || AsDouble() != Math.Floor(AsDouble()))
            return false;
        integer = (long)AsDouble();
        return true;
    }

    /// <summary>Equality of meaning: numbers compare as numbers, so that 5 and 5.0 are the same; all else by kind and content.</summary>
    public bool IsSameAs(ParameterValue other) => this == other || (IsNumber && other.IsNumber && AsDouble() == other.AsDouble());

    /// <summary>The boolean held.</summary>
    /// <exception cref="InvalidOperationException">The value is not a boolean.</exception>
    public bool AsBoolean() =>
        Kind == ParameterKind.Boolean ? bits != 0 : throw new InvalidOperationException($"'{this}' is not true or false.");

    /// <summary>The text as it stands in result files: round-trip exact and independent of culture; empty for null.</summary>
    public override string ToString() => Kind switch
    {
        ParameterKind.Boolean => bits != 0 ? "true" : "false",
        ParameterKind.Integer => bits.ToString(CultureInfo.InvariantCulture),
        ParameterKind.Float => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        ParameterKind.Null => string.Empty,
        _ => text!,
    };

    /// <summary>The text as it stands in messages: shortened, text in quotes, null as "empty".</summary>
    public string Show() => Kind == ParameterKind.Null ? "empty" : Show(ToString(), quoted: Kind == ParameterKind.Text);

    /// <summary>A text as it stands in messages: in one line, shortened.</summary>
    public static string Show(string text, bool quoted)
    {
        text = text.ReplaceLineEndings(" ");
        if (text.Length > 60)
            text = string.Concat(text.AsSpan(0, 57), "…");
        return quoted ? $"'{text}'" : text;
    }

    /// <summary>Writes the value as JSON; floats keep a decimal point, so that they are read back as floats.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case ParameterKind.Null: writer.WriteNullValue(); break;
            case ParameterKind.Boolean: writer.WriteBooleanValue(bits != 0); break;
            case ParameterKind.Integer: writer.WriteNumberValue(bits); break;
            case ParameterKind.Text: writer.WriteStringValue(text); break;
            case ParameterKind.Json: writer.WriteRawValue(text!); break;
            default:
                string number = ToString();
                if (!double.IsFinite(AsDouble()))
                    writer.WriteStringValue(number);
                else
                    writer.WriteRawValue(number.AsSpan().IndexOfAny('.', 'E') < 0 ? number + ".0" : number, skipInputValidation: true);
                break;
        }
    }

    /// <inheritdoc/>
    public bool Equals(ParameterValue other) =>
        Kind == other.Kind && bits == other.bits && string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ParameterValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, bits, text is null ? 0 : string.GetHashCode(text, StringComparison.Ordinal));

    /// <summary>Equality by kind and content.</summary>
    public static bool operator ==(ParameterValue left, ParameterValue right) => left.Equals(right);

    /// <summary>Inequality by kind and content.</summary>
    public static bool operator !=(ParameterValue left, ParameterValue right) => !left.Equals(right);
}
