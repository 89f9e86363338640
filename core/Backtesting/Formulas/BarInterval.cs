using System.Globalization;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Lengths of bars as text: <c>15m</c>, <c>4h</c>, <c>1d</c>, <c>1w</c>.</summary>
internal static class BarInterval
{
    private const long Day = TimeSpan.TicksPerDay;

    /// <summary>Says what is wrong with a text; null where it is an interval.</summary>
    public static string? FindFault(string text) => Parse(text) > 0
        ? null
        : $"'{text}', but must be a length of bars that divides a day, or whole days or weeks. Write for example \"15m\", \"4h\", \"1d\" "
            + "or \"1w\".";

    /// <summary>The ticks of an interval; 0 where the text is none.</summary>
    public static long Parse(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(0, Math.Max(text.Length - 1, 0));
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            return 0;
        long unit = text[^1] switch
        {
            's' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMinute,
            'h' or 'H' => TimeSpan.TicksPerHour,
            'd' or 'D' => Day,
            'w' or 'W' => 7 * Day,
            _ => 0,
        };
        long ticks = count is > 0 and <= 100_000 ? count * unit : 0;
        return ticks > 0 && (ticks % Day == 0 || Day % ticks == 0) ? ticks : 0;
    }

    /// <summary>An interval as text.</summary>
    public static string Text(long ticks) => ticks % (7 * Day) == 0 ? $"{ticks / (7 * Day)}w"
        : ticks % Day == 0 ? $"{ticks / Day}d"
        : ticks % TimeSpan.TicksPerHour == 0 ? $"{ticks / TimeSpan.TicksPerHour}h"
        : ticks % TimeSpan.TicksPerMinute == 0 ? $"{ticks / TimeSpan.TicksPerMinute}m"
        : string.Create(CultureInfo.InvariantCulture, $"{ticks / (double)TimeSpan.TicksPerSecond}s");
}
