using System.Globalization;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Text;

/// <summary>
/// Numbers for people, the same in terminal tables, reports and messages: six significant digits, and never less than all digits before
/// the point. Result files have every digit instead.
/// </summary>
public static class ReadableNumber
{
    // From here on six digits would round away whole ones, or turn to powers of ten.
    private const double Large = 999_999.5, Largest = 1e15;

    /// <summary>A number, such as <c>1644.86</c> or <c>1234567</c>; <c>none</c> for NaN.</summary>
    public static string Of(double number) => double.IsNaN(number)
        ? "none"
        : number.ToString(Math.Abs(number) is >= Large and < Largest ? "F0" : "G6", CultureInfo.InvariantCulture);

    /// <summary>A value; whole numbers and texts are shown in full.</summary>
    public static string Of(ParameterValue value) =>
        value.Kind == ParameterKind.Float ? Of(value.AsDouble()) : value.ToString();

    /// <summary>The values of a trial as <c>fast=5 ratio=0.15</c>.</summary>
    public static string Of(ParameterSet values)
    {
        var words = new string[values.Count];
        for (int i = 0; i < words.Length; i++)
            words[i] = $"{values.Names[i]}={Of(values.Values[i])}";
        return string.Join(' ', words);
    }

    /// <summary>A number of things: <c>1 trial</c>, <c>1,152 trials</c>.</summary>
    public static string Count(long count, string thing) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {thing}{(count == 1 ? string.Empty : "s")}";
}
