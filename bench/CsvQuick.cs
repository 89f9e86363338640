using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsvHelper;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- csv [FILE]</c>: how fast a bar file is parsed on one thread, by our reader, by
/// CsvHelper, and by splitting strings, in the same run; medians, after a check that all three read the same numbers.
/// </summary>
internal static class CsvQuick
{
    private const int Rounds = 11;

    private delegate double Parser(byte[] content);

    public static void Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            Report(arguments[0], File.ReadAllBytes(arguments[0]));
            return;
        }

        byte[] content = MadeUpBars(1_000_000);
        Report("1,000,000 made-up hourly bars", content);
    }

    private static void Report(string title, byte[] content)
    {
        int rows = content.AsSpan().Count((byte)'\n');
        Console.WriteLine($"{title}: {rows:N0} lines, {content.Length / 1e6:N1} MB, one thread, median of {Rounds}");
        double expected = WithReader(content);
        foreach ((string name, Parser parse) in new (string, Parser)[] { ("BarReader", WithReader), ("CsvHelper", WithCsvHelper), ("Split and double.Parse", WithSplit) })
        {
            if (parse(content) != expected)
                throw new InvalidOperationException($"{name} reads other numbers than BarReader.");
            double seconds = Median(content, parse);
            Console.WriteLine($"  {name,-24} {content.Length / seconds / 1e6,8:N0} MB/s {seconds / rows * 1e9,8:N1} ns/row {seconds * 1e3,9:N2} ms");
        }
    }

    private static double Median(byte[] content, Parser parse)
    {
        var seconds = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            parse(content);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[Rounds / 2];
    }

    private static double WithReader(byte[] content)
    {
        Bars bars = BarReader.Read(content, "bench.csv").Bars;
        return Sum(bars.Times, bars.Open, bars.High, bars.Low, bars.Close, bars.Volume, bars.Spread);
    }

    private static double WithCsvHelper(byte[] content)
    {
        var columns = new Columns();
        using CsvReader reader = CsvReader.Create(content, new CsvReaderOptions { Separator = ',' });
        while (reader.Read())
        {
            columns.Times.Add(reader.Parse<DateTimeOffset>(0).UtcTicks);
            for (int i = 0; i < columns.Numbers.Length; i++)
                columns.Numbers[i].Add(reader.Parse<double>(i + 1));
        }

        return columns.Sum();
    }

    private static double WithSplit(byte[] content)
    {
        var columns = new Columns();
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            columns.Times.Add(DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture).UtcTicks);
            for (int i = 0; i < columns.Numbers.Length; i++)
                columns.Numbers[i].Add(double.Parse(fields[i + 1], CultureInfo.InvariantCulture));
        }

        return columns.Sum();
    }

    private static double Sum(long[] times, params double[][] columns) => columns.Sum(column => column[0] + column[^1]) + times[^1];

    private static byte[] MadeUpBars(int count)
    {
        var text = new StringBuilder("time,open,high,low,close,volume,spread\n");
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            double price = 1 + random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{new DateTime(1990, 1, 1).AddHours(i):yyyy-MM-ddTHH:mm:ssZ},{price:F5},{price + 0.001:F5},{price - 0.001:F5},{price:F5},{random.Next(5000)},0.000{random.Next(10, 99)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed class Columns
    {
        public List<long> Times { get; } = [];

        public List<double>[] Numbers { get; } = [[], [], [], [], [], []];

        public double Sum() => CsvQuick.Sum([.. Times], [.. Numbers.Select(column => column.ToArray())]);
    }
}
