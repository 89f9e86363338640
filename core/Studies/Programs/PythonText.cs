using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessTuner.Core.Studies.Programs;

/// <summary>
/// Values as Python's <c>str()</c> writes them, which is what W&amp;B puts on a command line: <c>True</c>, <c>None</c>, <c>1e-05</c>,
/// <c>{'lr': 0.1}</c>.
/// </summary>
internal static class PythonText
{
    /// <summary>A value on its own: a text as it is.</summary>
    public static string Of(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? plain) ? plain : Nested(value);

    /// <summary>A number: the shortest text that is read back as the same, with a point or an exponent.</summary>
    internal static string Of(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        if (number == 0)
            return double.IsNegative(number) ? "-0.0" : "0.0";
        // "E16" forms carry as many digits as are needed, and no more.
        string shortest = number.ToString("R", CultureInfo.InvariantCulture);
        (string digits, int exponent) = Digits(shortest);
        string sign = number < 0 ? "-" : string.Empty;
        // Python changes to exponents below 1e-4 and from 1e16 on.
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : string.Empty;
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Nested(JsonNode? value) => value switch
    {
        null => "None",
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{Quoted(member.Key)}: {Nested(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Nested))}]",
        JsonValue one when one.TryGetValue(out bool truth) => truth ? "True" : "False",
        JsonValue one when one.TryGetValue(out long integer) && !IsFloat(one) => integer.ToString(CultureInfo.InvariantCulture),
        JsonValue one when one.TryGetValue(out double number) => Of(number),
        _ => Quoted(value.GetValue<string>()),
    };

    private static bool IsFloat(JsonValue number) => number.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') >= 0;

    // As Python's repr: single quotes unless the text has some and no double ones.
    private static string Quoted(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var written = new StringBuilder().Append(quote);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => written.Append(@"\\"),
                '\n' => written.Append(@"\n"),
                '\r' => written.Append(@"\r"),
                '\t' => written.Append(@"\t"),
                _ when c == quote => written.Append('\\').Append(c),
                < ' ' or '\x7f' => written.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:x2}"),
                _ => written.Append(c),
            };
        }

        return written.Append(quote).ToString();
    }

    // The significant digits without trailing zeros, and the exponent of the first.
    private static (string Digits, int Exponent) Digits(string shortest)
    {
        string text = shortest.TrimStart('-');
        int exponent = 0;
        if (text.IndexOf('E', StringComparison.Ordinal) is var mark and >= 0)
        {
            exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        string all = text.Replace(".", string.Empty, StringComparison.Ordinal);
        exponent += (point < 0 ? text.Length : point) - 1;
        int leading = all.Length - all.TrimStart('0').Length;
        string digits = all[leading..].TrimEnd('0');
        return (digits, exponent - leading);
    }
}
