using System.Globalization;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>
/// What an unquoted YAML scalar means: the core schema of YAML 1.2.2, section 10.3.2. <c>yes</c>, <c>on</c> and <c>12:30</c>
/// are text; <c>1e-4</c> is a float.
/// </summary>
internal static class CoreSchema
{
    /// <summary>The value of an unquoted scalar.</summary>
    public static ParameterValue Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return default;
            case "true" or "True" or "TRUE":
                return ParameterValue.Of(true);
            case "false" or "False" or "FALSE":
                return ParameterValue.Of(false);
            case ".nan" or ".NaN" or ".NAN":
                return ParameterValue.Of(double.NaN);
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return ParameterValue.Of(double.PositiveInfinity);
            case "-.inf" or "-.Inf" or "-.INF":
                return ParameterValue.Of(double.NegativeInfinity);
            default:
                return ResolveNumber(text);
        }
    }

    private static ParameterValue ResolveNumber(string text)
    {
        char first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('+' or '-' or '.'))
            return ParameterValue.Of(text);
        if (text.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex)
            && hex >= 0)
            return ParameterValue.Of(hex);
        if (text.StartsWith("0o", StringComparison.Ordinal) && TryParseOctal(text.AsSpan(2), out long octal))
            return ParameterValue.Of(octal);
        if (!IsDecimal(text))
            return ParameterValue.Of(text);
        // An integer beyond 64 bits becomes the nearest float, as in JSON.
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            ? ParameterValue.Of(integer)
            : ParameterValue.Of(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-')
            text = text[1..];
        int whole = CountDigits(text);
        text = text[whole..];
        int fraction = 0;
        if (text.Length > 0 && text[0] == '.')
        {
            fraction = CountDigits(text[1..]);
            text = text[(1 + fraction)..];
        }

        if (whole + fraction == 0)
            return false;
        if (text.Length == 0)
            return true;
        if (text[0] is not ('e' or 'E'))
            return false;
        text = text[1..];
        if (text.Length > 0 && text[0] is '+' or '-')
            text = text[1..];
        return text.Length > 0 && CountDigits(text) == text.Length;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out long value)
    {
        value = 0;
        if (digits.Length is 0 or > 20)
            return false;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
                return false;
            value = (value * 8) + (digit - '0');
        }

        return true;
    }
}
