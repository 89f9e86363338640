using System.Globalization;

namespace ServerlessTuner.Core.Market;

/// <summary>The texts of everything that can be wrong with a bar file.</summary>
internal static class BarProblems
{
    private const int LongestQuote = 60;

    public const string EmptyFile = "The file is empty. Give a CSV file with at least one bar.";

    public const string NoBars = "The file has a header, but no bars. Give at least one row below it.";

    public const string BadGzip = "The file starts like gzip, but cannot be unpacked: it is cut off or damaged. Make or download it again.";

    public static string TooLargeGzip(long megabytes) =>
        $"The file unpacks to more than {megabytes} MB, which is the most for a file of its size. Split it by time, or give it unpacked.";

    public static string UnmatchedQuotes(string row) =>
        $"The quotes in '{Quote(row)}' do not match. Close each quote on its line, or remove them.";

    public static string UnknownFormat(string line) =>
        $"The first line, '{Quote(line)}', is neither a header with the columns of a bar nor a bar. Give the columns time, open, high, "
            + $"low, close and, "
        + "where you have them, volume and spread, or an export of MetaTrader 4 or 5, HistData, Dukascopy or pandas.";

    public static string MissingColumns(string missing, string found) =>
        $"There is no column for {missing}; the header has: {Quote(found)}. "
        + "Name the columns time, open, high, low, close and, where you have them, volume and spread.";

    public static string FieldCount(int found, int expected, bool hasHeader) =>
        $"The row has {found} {(found == 1 ? "field" : "fields")}, but {(hasHeader ? "the header" : "the first row")} has {expected}. "
        + "Write one field per column, and a point, not a comma, in decimals.";

    public static string UnreadableTime(string text) =>
        $"The time '{Quote(text)}' cannot be read. Write times as 2024-01-31T21:00:00Z.";

    public static string DoubledTime(string text) =>
        $"The time '{Quote(text)}' is also that of the bar before. Keep one of the two rows.";

    public static string UnorderedTime(string text, long before) =>
        $"The time '{Quote(text)}' comes before that of the bar before it, {TimeText(before)}. Sort the rows by time, oldest first.";

    public static string NotANumber(BarColumn column, string text) =>
        $"{Label(column)} is '{Quote(text)}', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.";

    public static string NotPositive(BarColumn column, string text) =>
        $"{Label(column)} is {Quote(text)}, but prices are above 0. Correct the price or remove the row.";

    public static string Negative(BarColumn column, string text) =>
        $"{Label(column)} is {Quote(text)}, but it cannot be negative. Correct the number or remove the row.";

    public static string HighBelowLow(string high, string low) =>
        $"high is {Quote(high)}, below low, which is {Quote(low)}. Correct the prices or remove the row.";

    public static string OutsideRange(BarColumn column, string text, string low, string high) =>
        $"{Label(column)} is {Quote(text)}, outside low to high, {Quote(low)} to {Quote(high)}. Correct the prices or remove the row.";

    public static string More(BarFault fault, int count, long last) =>
        $"There {(count == 1 ? "is 1 more" : $"are {count} more")} of this kind, up to line {last}: {Name(fault)}.";

    public static string FilesOverlap(string previousFile, long lastBefore, long first) =>
        $"The file starts at {TimeText(first)}, but the file before it by name, {previousFile}, reaches to {TimeText(lastBefore)}. "
        + "Name the files so that they follow each other in time, and remove bars that stand in both.";

    public static string NoFiles(string pattern) =>
        $"No file matches '{pattern}'. Check the path and the pattern.";

    public static string NothingSelected(string symbol, Bars bars, DateTime? from, DateTime? to) =>
        $"No bar of {symbol} lies in the date range from {(from is { } f ? TimeText(f.Ticks) : "the start")} to "
            + $"{(to is { } t ? TimeText(t.Ticks) : "the end")}; "
        + $"the data reach from {TimeText(bars.Times[0])} to {TimeText(bars.Times[^1])}. Choose dates within.";

    public static string BadLimit(string symbol, int limit) =>
        $"limit_bars of {symbol} is {limit}, but must be 1 or more. Remove it to use all bars.";

    public static string BadPipSize(string symbol, double pipSize) =>
        $"The pip size of {symbol} is {pipSize}, but must be a number above 0, such as 0.0001. Remove it for the usual one.";

    /// <summary>A time as ISO text, seconds only where there are any fractions.</summary>
    public static string TimeText(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    /// <summary>What a column is called in messages.</summary>
    public static string Label(BarColumn column) => column switch
    {
        BarColumn.Open => "open",
        BarColumn.High => "high",
        BarColumn.Low => "low",
        BarColumn.Close => "close",
        BarColumn.Volume => "volume",
        BarColumn.AskOpen => "ask_open",
        BarColumn.AskClose => "ask_close",
        _ => "spread",
    };

    private static string Name(BarFault fault) => fault switch
    {
        BarFault.Quotes => "quotes that do not match",
        BarFault.Fields => "another number of fields",
        BarFault.Time => "a time that cannot be read",
        BarFault.Number => "a field that is not a number",
        BarFault.NotPositive => "a price that is not above 0",
        BarFault.Negative => "a negative number",
        BarFault.Crossed => "high below low",
        BarFault.Outside => "a price outside low to high",
        BarFault.Doubled => "the time of the bar before",
        _ => "a time before that of the bar before it",
    };

    /// <summary>User text fit for a message: control characters made visible, cut to a bearable length.</summary>
    private static string Quote(string text)
    {
        if (ContentQuotes.AreHidden)
            return "…";
        string visible = string.Concat(text.Take(LongestQuote).Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c));
        return text.Length > LongestQuote ? visible + "…" : visible;
    }
}
