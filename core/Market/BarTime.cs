namespace ServerlessTuner.Core.Market;

/// <summary>
/// Reads the time forms found in bar files, as UTF-8. A time without a zone is UTC. Days with the month first are not
/// accepted: they cannot be told from days with the day first.
/// </summary>
internal static class BarTime
{
    /// <summary>
    /// Reads a date with an optional time of day and zone: <c>2010-03-19T07:00:00Z</c>, <c>2010-03-19 07:00+02:00</c>,
    /// <c>19.03.2010 07:00:00.000</c>, <c>20100319 070000</c>, <c>2010.03.19 07:00</c>, <c>2010-03-19</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        if (!TryDate(ref text, out ticks))
            return false;
        if (text.IsEmpty)
            return true;
        if (text[0] is not ((byte)'T' or (byte)' '))
            return false;
        text = text[1..];
        if (!TryTimeOfDay(ref text, out long ofDay) || !TryZone(text, out long offset))
            return false;
        ticks += ofDay - offset;
        return true;
    }

    /// <summary>Reads a date and a time of day that stand in two columns.</summary>
    public static bool TryParse(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, out long ticks)
    {
        if (!TryDate(ref date, out ticks) || !date.IsEmpty || !TryTimeOfDay(ref time, out long ofDay) || !TryZone(time, out long offset))
            return false;
        ticks += ofDay - offset;
        return true;
    }

    /// <summary>Reads a date from the front of <paramref name="text"/> and moves past it.</summary>
    public static bool TryDate(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int year, month, day, length = 10;
        if (text.Length >= 10 && text[4] is (byte)'-' or (byte)'.' or (byte)'/' && text[7] == text[4])
            (year, month, day) = (Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2));
        else if (text.Length >= 10 && text[2] == '.' && text[5] == '.')
            (year, month, day) = (Digits(text, 6, 4), Digits(text, 3, 2), Digits(text, 0, 2));
        else if (text.Length >= 8)
            (year, month, day, length) = (Digits(text, 0, 4), Digits(text, 4, 2), Digits(text, 6, 2), 8);
        else
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        text = text[length..];
        return true;
    }

    private static bool TryTimeOfDay(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int hour, minute, second = 0;
        if (text.Length >= 5 && text[2] == ':')
        {
            (hour, minute) = (Digits(text, 0, 2), Digits(text, 3, 2));
            text = text[5..];
            if (text.Length >= 3 && text[0] == ':')
            {
                second = Digits(text, 1, 2);
                text = text[3..];
            }
        }
        else if (text.Length >= 6 && Digits(text, 0, 6) >= 0)
        {
            (hour, minute, second) = (Digits(text, 0, 2), Digits(text, 2, 2), Digits(text, 4, 2));
            text = text[6..];
        }
        else if (text.Length >= 4)
        {
            (hour, minute) = (Digits(text, 0, 2), Digits(text, 2, 2));
            text = text[4..];
        }
        else
        {
            return false;
        }

        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        return TryFraction(ref text, ref ticks);
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.IsEmpty || text[0] != '.')
            return true;
        int length = 1;
        for (long unit = TimeSpan.TicksPerSecond / 10; length < text.Length && char.IsAsciiDigit((char)text[length]); length++, unit /= 10)
            ticks += (text[length] - '0') * unit;
        text = text[length..];
        return length > 1;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        text = text.Trim((byte)' ');
        if (text.SequenceEqual("Z"u8))
            return true;
        if (text.StartsWith("GMT"u8) || text.StartsWith("UTC"u8))
            text = text[3..];
        if (text.IsEmpty)
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':'))
            return false;
        int hours = Digits(text, 1, 2);
        int minutes = text.Length == 3 ? 0 : Digits(text, text.Length - 2, 2);
        if (hours is < 0 or > 14 || minutes is < 0 or > 59)
            return false;
        offset = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    /// <summary>The number that the given digits spell, or −1 where one of them is none.</summary>
    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        int number = 0;
        foreach (byte digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
