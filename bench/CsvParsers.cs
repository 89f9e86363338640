using System.Globalization;
using System.Text;
using CsvHelper;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Bench;

/// <summary>Three ways to turn the same ISO CSV into columns. Each returns a sum over the columns' ends, to compare them by.</summary>
internal static class CsvParsers
{
    private const int NumberColumns = 6;

    public static double WithReader(byte[] content)
    {
        Bars bars = BarReader.Read(content, "bench.csv").Bars;
        return Sum(bars.Times, bars.Open, bars.High, bars.Low, bars.Close, bars.Volume, bars.Spread);
    }

    public static double WithCsvHelper(byte[] content)
    {
        var columns = new Columns();
        using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = ',' });
        while (reader.Read())
        {
            columns.Times.Add(reader.Parse<DateTimeOffset>(0).UtcTicks);
            for (int i = 0; i < NumberColumns; i++)
                columns.Numbers[i].Add(reader.Parse<double>(i + 1));
        }

        return columns.Sum();
    }

    public static double WithSplit(byte[] content)
    {
        var columns = new Columns();
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            columns.Times.Add(DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture).UtcTicks);
            for (int i = 0; i < NumberColumns; i++)
                columns.Numbers[i].Add(double.Parse(fields[i + 1], CultureInfo.InvariantCulture));
        }

        return columns.Sum();
    }

    public static byte[] MadeUpBars(int count)
    {
        using var stream = new MemoryStream();
        BarGenerator.WriteCsv(new BarGeneratorOptions { Bars = count }, stream);
        return stream.ToArray();
    }

    private static double Sum(long[] times, params double[][] columns) => columns.Sum(column => column[0] + column[^1]) + times[^1];

    private sealed class Columns
    {
        public List<long> Times { get; } = [];

        public List<double>[] Numbers { get; } = [[], [], [], [], [], []];

        public double Sum() => CsvParsers.Sum([.. Times], [.. Numbers.Select(column => column.ToArray())]);
    }
}
