using System.Text;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Recognises how a file is laid out from its first line that is not empty.</summary>
/// <remarks>
/// Every run begins here, in code that was not compiled before: plain loops start faster than generic collections and queries.
/// </remarks>
internal static class BarLayoutDetector
{
    /// <summary>Recognises the layout.</summary>
    /// <param name="line">The first line that is not empty, without its line end.</param>
    /// <param name="lineNumber">Its number, for messages.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">It is no layout we know, or a column is missing.</exception>
    public static BarLayout Detect(ReadOnlySpan<byte> line, int lineNumber, string file)
    {
        string text = Encoding.UTF8.GetString(line);
        char separator = Separator(text);
        string[] fields = text.Split(separator);
        for (int i = 0; i < fields.Length; i++)
            fields[i] = fields[i].Trim().Trim('"').Trim();
        return WithoutHeader(fields, separator)
            ?? WithHeader(fields, separator, file, lineNumber)
            ?? throw new InvalidInputException(Place.In(file, lineNumber), BarProblems.UnknownFormat(text));
    }

    private static char Separator(string line)
    {
        if (line.Contains('\t'))
            return '\t';

        // A bar has five fields at least, so four of the right separators.
        return line.Split(';').Length > 4 ? ';' : ',';
    }

    private static BarLayout? WithoutHeader(string[] fields, char separator)
    {
        if (fields.Length < 5 || fields[0].Length == 0 || !char.IsAsciiDigit(fields[0][0]))
            return null;
        byte[] first = Encoding.UTF8.GetBytes(fields[0]);
        bool twoColumns = fields[1].Contains(':') && BarTime.TryParse(first, Encoding.UTF8.GetBytes(fields[1]), out _);
        if (!twoColumns && !BarTime.TryParse(first, out _))
            return null;
        BarColumn[] columns = twoColumns
            ? [
                BarColumn.Date,
                BarColumn.TimeOfDay,
                BarColumn.Open,
                BarColumn.High,
                BarColumn.Low,
                BarColumn.Close,
                BarColumn.Volume,
                BarColumn.Spread
            ]
            : [BarColumn.Time, BarColumn.Open, BarColumn.High, BarColumn.Low, BarColumn.Close, BarColumn.Volume, BarColumn.Spread];
        if (fields.Length < columns.Length - 2 || fields.Length > columns.Length)
            return null;
        BarFormat format = (twoColumns, separator) switch
        {
            (true, ',') => BarFormat.MetaTrader4,
            (false, ';') => BarFormat.HistData,
            _ => BarFormat.Delimited,
        };
        return new BarLayout(format, separator, columns[..fields.Length], HasHeader: false);
    }

    private static BarLayout? WithHeader(string[] fields, char separator, string file, int lineNumber)
    {
        var columns = new BarColumn[fields.Length];
        bool known = false;
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ColumnNamed(fields[i]);
            known |= columns[i] <= BarColumn.Close;
        }

        if (!known)
            return null;
        NameTimes(fields, columns);
        var layout = new BarLayout(
            FormatOf(fields, separator), separator, columns, HasHeader: true, SpreadInPoints: fields[0].StartsWith('<'));
        for (int i = 0; i < columns.Length; i++)
        {
            // The first of several candidates counts: MetaTrader 5 writes tick volume, then a volume that is mostly 0.
            if (layout.IndexOf(columns[i]) < i)
                columns[i] = BarColumn.Ignored;
        }

        RequireColumns(fields, layout, file, lineNumber);
        ChooseAsk(layout);
        return layout;
    }

    /// <summary>A column of spreads says more than asks; of two asks the one at the open counts, where positions are opened.</summary>
    private static void ChooseAsk(BarLayout layout)
    {
        BarColumn[] columns = layout.Columns;
        bool spread = layout.IndexOf(BarColumn.Spread) >= 0, open = layout.IndexOf(BarColumn.AskOpen) >= 0;
        for (int i = 0; i < columns.Length; i++)
        {
            if ((columns[i] == BarColumn.AskOpen && spread) || (columns[i] == BarColumn.AskClose && (spread || open)))
                columns[i] = BarColumn.Ignored;
        }
    }

    private static BarFormat FormatOf(string[] fields, char separator)
    {
        if (fields[0].StartsWith('<'))
            return BarFormat.MetaTrader5;
        if (separator != ',')
            return BarFormat.Delimited;
        return fields[0] switch
        {
            "" => BarFormat.Pandas,
            "Gmt time" => BarFormat.Dukascopy,
            _ => BarFormat.Iso,
        };
    }

    /// <summary>Decides which columns hold the time: one of them, a date and a time, or pandas' nameless index.</summary>
    private static void NameTimes(string[] fields, BarColumn[] columns)
    {
        int date = BarLayout.IndexOf(columns, BarColumn.Date);
        int time = BarLayout.IndexOf(columns, BarColumn.Time);
        if (date >= 0 && time >= 0)
            columns[time] = BarColumn.TimeOfDay;
        else if (date >= 0)
            columns[date] = BarColumn.Time;
        else if (time < 0 && fields[0].Length == 0)
            columns[0] = BarColumn.Time;
    }

    private static void RequireColumns(string[] fields, BarLayout layout, string file, int lineNumber)
    {
        string missing = string.Empty;
        if (layout.IndexOf(BarColumn.Time) < 0 && layout.IndexOf(BarColumn.Date) < 0)
            missing = ", time";
        for (BarColumn column = BarColumn.Open; column <= BarColumn.Close; column++)
        {
            if (layout.IndexOf(column) < 0)
                missing += ", " + BarProblems.Label(column);
        }

        if (missing.Length > 0)
            throw new InvalidInputException(
                Place.In(file, lineNumber), BarProblems.MissingColumns(missing[2..], string.Join(", ", fields)));
    }

    private static BarColumn ColumnNamed(string name) =>
        name.Trim('<', '>', ' ').ToLowerInvariant().Replace(' ', '_').Replace('-', '_') switch
    {
        "time" or "datetime" or "date_time" or "timestamp" or "gmt_time" or "utc_time" or "time_utc" or "utc" or "open_time" =>
            BarColumn.Time,
        "date" or "day" or "dtyyyymmdd" => BarColumn.Date,
        "open" or "o" or "bid_open" or "bidopen" => BarColumn.Open,
        "high" or "h" or "bid_high" or "bidhigh" => BarColumn.High,
        "low" or "l" or "bid_low" or "bidlow" => BarColumn.Low,
        "close" or "c" or "bid_close" or "bidclose" => BarColumn.Close,
        "volume" or "vol" or "v" or "tickvol" or "tick_volume" or "tickvolume" => BarColumn.Volume,
        "spread" => BarColumn.Spread,
        "ask_open" or "askopen" => BarColumn.AskOpen,
        "ask_close" or "askclose" => BarColumn.AskClose,
        _ => BarColumn.Ignored,
    };
}
