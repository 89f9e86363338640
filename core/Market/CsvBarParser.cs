using CsvHelper;

namespace ServerlessTuner.Core.Market;

/// <summary>Reads bar files with quotes, other separators or times in two columns, by way of CsvHelper.</summary>
internal static class CsvBarParser
{
    /// <summary>Parses all rows of <paramref name="content"/>, the header included where there is one.</summary>
    public static void Parse(ReadOnlyMemory<byte> content, BarLayout layout, BarCollector collector)
    {
        var options = new CsvReaderOptions
        {
            Separator = layout.Separator,
            HasHeader = false,
            TrackLineNumbers = true,

            // Otherwise an unclosed quote would swallow the rest of the file as one field.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => collector.Report(
                record.LineNumber, BarFault.Quotes, BarProblems.UnmatchedQuotes(record.RawRecord)),
        };
        using CsvReader reader = CsvReader.Create(content, options);
        bool headerAhead = layout.HasHeader;
        string[] fields = [];
        while (reader.Read())
        {
            if (fields.Length != reader.FieldCount)
                fields = new string[reader.FieldCount];
            for (int i = 0; i < fields.Length; i++)
                fields[i] = reader.GetString(i);
            if (headerAhead)
                headerAhead = fields.All(string.IsNullOrWhiteSpace);
            else
                collector.AddRow(reader.LineNumber, fields);
        }
    }
}
