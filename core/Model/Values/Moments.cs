using System.Globalization;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>Dates and lengths of time as a study file writes them.</summary>
public static class Moments
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mmK",
    ];

    /// <summary>Reads an ISO 8601 date with or without a time; UTC unless it says otherwise.</summary>
    public static bool TryParseDate(string text, out DateTime date) =>
        DateTime.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    /// <summary>Reads what <see cref="Format(DateTime)"/> has written.</summary>
    /// <exception cref="FormatException">The text is no date.</exception>
    public static DateTime Parse(string text) =>
        TryParseDate(text, out DateTime date) ? date : throw new FormatException($"'{text}' is no date.");

    /// <summary>Writes a date so that <see cref="TryParseDate"/> reads it back.</summary>
    public static string Format(DateTime date) => date.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>45</c> (seconds), <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>1d</c> or <c>h:mm:ss</c>; above zero.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length == 0)
            return false;
        if (text.Contains(':'))
        {
            string[] parts = text.Split(':');
            if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) || minutes > 59
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds > 59)
            {
                return false;
            }

            duration = new TimeSpan(hours, minutes, seconds);
            return duration > TimeSpan.Zero;
        }

        double unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        ReadOnlySpan<char> digits = unit == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            return false;
        double total = number * (unit == 0 ? 1 : unit);
        if (!(total > 0 && total < 1e9))
            return false;
        duration = TimeSpan.FromMilliseconds((long)Math.Round(total * 1000));
        return duration > TimeSpan.Zero;
    }

    /// <summary>Writes a length of time so that <see cref="TryParseDuration"/> reads it back.</summary>
    public static string Format(TimeSpan duration) => duration.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) + "s";
}
