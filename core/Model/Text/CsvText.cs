using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Text;

/// <summary>
/// Builds lines of CSV as UTF-8: numbers round-trip exact and independent of culture, text quoted where needed, and harmless
/// in a spreadsheet. A million lines go through here, so nothing is allocated per field.
/// </summary>
public sealed class CsvText
{
    private byte[] buffer = new byte[1024];

    /// <summary>How many bytes were appended.</summary>
    public int Length { get; private set; }

    /// <summary>What was appended.</summary>
    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends the separator of fields.</summary>
    public CsvText Comma() => Byte((byte)',');

    /// <summary>Ends the line.</summary>
    public CsvText EndLine() => Byte((byte)'\n');

    /// <summary>Appends bytes as they are.</summary>
    public CsvText Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    /// <summary>Appends a whole number.</summary>
    public CsvText Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(ShortestNumber.Longest), out int written);
        Length += written;
        return this;
    }

    /// <summary>Appends a number in the shortest form that reads back as the same; nothing for NaN.</summary>
    public CsvText Number(double value)
    {
        if (!double.IsNaN(value))
            Length += ShortestNumber.Write(value, Room(ShortestNumber.Longest));
        return this;
    }

    /// <summary>Appends numbers as <see cref="Number(double)"/> does, each with a separator before it.</summary>
    public CsvText Numbers(ReadOnlySpan<double> values)
    {
        Span<byte> room = Room(values.Length * (ShortestNumber.Longest + 1));
        int written = 0;
        foreach (double value in values)
        {
            room[written++] = (byte)',';
            if (!double.IsNaN(value))
                written += ShortestNumber.Write(value, room[written..]);
        }

        Length += written;
        return this;
    }

    /// <summary>Appends text. One that a spreadsheet would run as a formula gets an apostrophe in front.</summary>
    public CsvText Text(string text)
    {
        if (text.Length > 0
            && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = "'" + text;
        if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0)
            text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>Appends the value of a parameter.</summary>
    public CsvText Value(ParameterValue value) => value.Kind switch
    {
        ParameterKind.Integer => Number(value.AsInteger()),
        ParameterKind.Float => double.IsNaN(value.AsDouble()) ? Text(value.ToString()) : Number(value.AsDouble()),
        _ => Text(value.ToString()),
    };

    private CsvText Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
        return this;
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - Length < bytes)
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * buffer.Length, (long)Length + bytes)));
        return buffer.AsSpan(Length);
    }
}
