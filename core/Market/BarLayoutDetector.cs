using System.Text;

namespace ServerlessTuner.Core.Market;

/// <summary>Recognises how a file is laid out from its first line that is not empty.</summary>
internal static class BarLayoutDetector
{
    private static readonly Dictionary<string, BarColumn> Names = new(StringComparer.Ordinal)
    {
        ["time"] = BarColumn.Time,
        ["datetime"] = BarColumn.Time,
        ["date_time"] = BarColumn.Time,
        ["timestamp"] = BarColumn.Time,
        ["gmt_time"] = BarColumn.Time,
        ["utc_time"] = BarColumn.Time,
        ["time_utc"] = BarColumn.Time,
        ["utc"] = BarColumn.Time,
        ["open_time"] = BarColumn.Time,
        ["date"] = BarColumn.Date,
        ["day"] = BarColumn.Date,
        ["dtyyyymmdd"] = BarColumn.Date,
        ["open"] = BarColumn.Open,
        ["o"] = BarColumn.Open,
        ["bid_open"] = BarColumn.Open,
        ["bidopen"] = BarColumn.Open,
        ["high"] = BarColumn.High,
        ["h"] = BarColumn.High,
        ["bid_high"] = BarColumn.High,
        ["bidhigh"] = BarColumn.High,
        ["low"] = BarColumn.Low,
        ["l"] = BarColumn.Low,
        ["bid_low"] = BarColumn.Low,
        ["bidlow"] = BarColumn.Low,
        ["close"] = BarColumn.Close,
        ["c"] = BarColumn.Close,
        ["bid_close"] = BarColumn.Close,
        ["bidclose"] = BarColumn.Close,
        ["volume"] = BarColumn.Volume,
        ["vol"] = BarColumn.Volume,
        ["v"] = BarColumn.Volume,
        ["tickvol"] = BarColumn.Volume,
        ["tick_volume"] = BarColumn.Volume,
        ["tickvolume"] = BarColumn.Volume,
        ["spread"] = BarColumn.Spread,
    };

    private static readonly BarColumn[] PriceRun = [BarColumn.Open, BarColumn.High, BarColumn.Low, BarColumn.Close];

    /// <summary>Recognises the layout.</summary>
    /// <param name="line">The first line that is not empty, without its line end.</param>
    /// <param name="lineNumber">Its number, for messages.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">It is no layout we know, or a column is missing.</exception>
    public static BarLayout Detect(ReadOnlySpan<byte> line, int lineNumber, string file)
    {
        string text = Encoding.UTF8.GetString(line);
        char separator = Separator(text);
        string[] fields = [.. text.Split(separator).Select(field => field.Trim().Trim('"').Trim())];
        return WithoutHeader(fields, separator)
            ?? WithHeader(fields, separator, $"{file}:{lineNumber}")
            ?? throw new InvalidInputException($"{file}:{lineNumber}", BarProblems.UnknownFormat(text));
    }

    private static char Separator(string line)
    {
        if (line.Contains('\t'))
            return '\t';
        return line.Count(c => c == ';') >= 4 ? ';' : ',';
    }

    private static BarLayout? WithoutHeader(string[] fields, char separator)
    {
        if (fields.Length < 5)
            return null;
        bool twoColumns = BarTime.TryParse(Encoding.UTF8.GetBytes(fields[0]), Encoding.UTF8.GetBytes(fields[1]), out _) && fields[1].Contains(':');
        if (!twoColumns && !BarTime.TryParse(Encoding.UTF8.GetBytes(fields[0]), out _))
            return null;
        List<BarColumn> columns = twoColumns ? [BarColumn.Date, BarColumn.TimeOfDay] : [BarColumn.Time];
        columns.AddRange(PriceRun);
        columns.Add(BarColumn.Volume);
        columns.Add(BarColumn.Spread);
        if (fields.Length < columns.Count - 2 || fields.Length > columns.Count)
            return null;
        BarFormat format = (twoColumns, separator) switch
        {
            (true, ',') => BarFormat.MetaTrader4,
            (false, ';') => BarFormat.HistData,
            _ => BarFormat.Delimited,
        };
        return new BarLayout(format, separator, [.. columns.Take(fields.Length)], HasHeader: false);
    }

    private static BarLayout? WithHeader(string[] fields, char separator, string place)
    {
        BarColumn[] columns = [.. fields.Select(field => Names.GetValueOrDefault(Normalize(field), BarColumn.Ignored))];
        if (!columns.Any(column => column <= BarColumn.Close))
            return null;
        NameTimes(fields, columns);
        for (int i = 0; i < columns.Length; i++)
        {
            // The first of several candidates counts: MetaTrader 5 writes tick volume, then a volume that is mostly 0.
            if (columns[i] != BarColumn.Ignored && Array.IndexOf(columns, columns[i]) < i)
                columns[i] = BarColumn.Ignored;
        }

        RequireColumns(fields, columns, place);
        bool bracketed = fields.All(field => field.StartsWith('<'));
        BarFormat format = (bracketed, separator, fields[0]) switch
        {
            (true, _, _) => BarFormat.MetaTrader5,
            (_, ',', "") => BarFormat.Pandas,
            (_, ',', "Gmt time") => BarFormat.Dukascopy,
            (_, ',', _) => BarFormat.Iso,
            _ => BarFormat.Delimited,
        };
        return new BarLayout(format, separator, columns, HasHeader: true, SpreadInPoints: bracketed);
    }

    /// <summary>Decides which columns hold the time: one of them, a date and a time, or pandas' nameless index.</summary>
    private static void NameTimes(string[] fields, BarColumn[] columns)
    {
        int date = Array.IndexOf(columns, BarColumn.Date);
        int time = Array.IndexOf(columns, BarColumn.Time);
        if (date >= 0 && time >= 0)
            columns[time] = BarColumn.TimeOfDay;
        else if (date >= 0)
            columns[date] = BarColumn.Time;
        else if (time < 0 && fields[0].Length == 0)
            columns[0] = BarColumn.Time;
    }

    private static void RequireColumns(string[] fields, BarColumn[] columns, string place)
    {
        List<string> missing = [];
        if (!columns.Contains(BarColumn.Time) && !columns.Contains(BarColumn.Date))
            missing.Add("time");
        foreach (BarColumn column in PriceRun)
        {
            if (!columns.Contains(column))
                missing.Add(BarProblems.Label(column));
        }

        if (missing.Count > 0)
            throw new InvalidInputException(place, BarProblems.MissingColumns(missing, fields));
    }

    private static string Normalize(string name) => name.Trim('<', '>', ' ').ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
}
