using System.Globalization;
using System.Text;

namespace ServerlessTuner.Core.Execution;

/// <summary>Builds lines of CSV: numbers round-trip exact, text quoted where needed, and harmless in a spreadsheet.</summary>
public static class CsvText
{
    /// <summary>Appends a number; nothing for NaN.</summary>
    public static void Append(StringBuilder line, double value)
    {
        if (!double.IsNaN(value))
            line.Append(CultureInfo.InvariantCulture, $"{value:R}");
    }

    /// <summary>Appends text. One that a spreadsheet would run as a formula gets an apostrophe in front.</summary>
    public static void Append(StringBuilder line, string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = "'" + text;
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
            line.Append(text);
        else
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
