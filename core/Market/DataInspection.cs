using System.Globalization;

namespace ServerlessTuner.Core.Market;

/// <summary>What <c>tuner data inspect FILE</c> tells about a file of bars.</summary>
public sealed record DataInspection
{
    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file as it was read.</summary>
    public required BarFile File { get; init; }

    /// <summary>The most frequent time between two bars; null where there is one bar only.</summary>
    public required TimeSpan? Interval { get; init; }

    /// <summary>The gaps.</summary>
    public required GapSummary Gaps { get; init; }

    /// <summary>The recorded spread, or null where the file has none.</summary>
    public required SpreadSummary? Spread { get; init; }

    /// <summary>Whether any bar has a volume.</summary>
    public required bool HasVolume { get; init; }

    /// <summary>Runs of bars without movement, and bars far larger than the others; the first ten of each kind.</summary>
    public required IReadOnlyList<DataOddity> Oddities { get; init; }

    /// <summary>How many there are beyond those listed.</summary>
    public required int MoreOddities { get; init; }

    /// <summary>Inspects the bars of a file.</summary>
    public static DataInspection Of(BarFile file, string name)
    {
        Bars bars = file.Bars;
        TimeSpan? interval = InspectionSteps.Interval(bars.Times);
        (IReadOnlyList<DataOddity> oddities, int more) = InspectionSteps.Oddities(bars, interval);
        return new DataInspection
        {
            Name = name,
            File = file,
            Interval = interval,
            Gaps = InspectionSteps.Gaps(bars.Times, interval),
            Spread = InspectionSteps.Spread(bars),
            HasVolume = bars.Volume.Any(volume => volume > 0),
            Oddities = oddities,
            MoreOddities = more,
        };
    }

    /// <summary>The inspection as plain lines of text.</summary>
    public IEnumerable<string> ToLines()
    {
        Bars bars = File.Bars;
        yield return $"file       {Name}{(File.Compressed ? " (gzip)" : string.Empty)}";
        yield return $"format     {FormatText(File.Format)}";
        yield return $"symbol     {bars.Symbol} by the file's name; pip {Number(bars.PipSize)}, prices with {File.Digits} decimal "
            + $"{(File.Digits == 1 ? "place" : "places")}";
        yield return $"bars       {bars.Count.ToString("N0", CultureInfo.InvariantCulture)}";
        yield return $"range      {BarProblems.TimeText(bars.Times[0])} to {BarProblems.TimeText(bars.Times[^1])}";
        if (ZoneNote(File.Format) is { } note)
            yield return $"time zone  {note}";
        yield return $"interval   {(Interval is { } interval ? LengthText(interval) : "unknown: one bar only")}";
        yield return GapsText();
        foreach (DataGap gap in Gaps.Biggest)
            yield return $"           {BarProblems.TimeText(gap.From.Ticks)} to {BarProblems.TimeText(gap.To.Ticks)}: "
                + $"{LengthText(gap.Length)}";
        yield return Spread is { } s
            ? $"spread     pips: min {Pips(s.Min)}, median {Pips(s.Median)}, mean {Pips(s.Mean)}, 95 % {Pips(s.P95)}, max {Pips(s.Max)}"
            : "spread     none recorded: set spread_pips in the scenarios";
        yield return HasVolume ? "volume     recorded" : "volume     none recorded";
        yield return Oddities.Count == 0
            ? "suspicious nothing"
            : $"suspicious {Oddities.Count + MoreOddities} {(Oddities.Count + MoreOddities == 1 ? "place" : "places")}:";
        foreach (DataOddity oddity in Oddities)
            yield return $"           {BarProblems.TimeText(oddity.Time.Ticks)}: {oddity.What}";
        if (MoreOddities > 0)
            yield return $"           and {MoreOddities} more";
    }

    /// <summary>A length of time as <c>2d 3h</c>.</summary>
    internal static string LengthText(TimeSpan length)
    {
        (int Amount, string Unit)[] parts = [(length.Days, "d"), (length.Hours, "h"), (length.Minutes, "m"), (length.Seconds, "s")];
        return string.Join(' ', parts.Where(part => part.Amount > 0).Select(part => $"{part.Amount}{part.Unit}"));
    }

    private static string FormatText(BarFormat format) => format switch
    {
        BarFormat.Iso => "ISO CSV",
        BarFormat.MetaTrader4 => "MetaTrader 4",
        BarFormat.MetaTrader5 => "MetaTrader 5; spread in points",
        BarFormat.HistData => "HistData",
        BarFormat.Dukascopy => "Dukascopy",
        BarFormat.Pandas => "pandas",
        _ => "delimited text",
    };

    private static string? ZoneNote(BarFormat format) => format switch
    {
        BarFormat.HistData => "read as UTC; HistData's own files are in New York time without daylight saving",
        BarFormat.MetaTrader4 or BarFormat.MetaTrader5 => "read as UTC; MetaTrader writes the broker's time",
        _ => null,
    };

    private static string Number(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Pips(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private string GapsText()
    {
        string weekends = Gaps.Weekends switch
        {
            0 => string.Empty,
            1 => ", besides 1 weekend",
            int count => $", besides {count} weekends",
        };
        if (Gaps.Count == 0)
            return $"gaps       none{weekends}";
        string missing = Gaps.MissingBars.ToString("N0", CultureInfo.InvariantCulture);
        return $"gaps       {Gaps.Count}{weekends}; {missing} {(Gaps.MissingBars == 1 ? "bar" : "bars")} missing, the largest:";
    }
}
