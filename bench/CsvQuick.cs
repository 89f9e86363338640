using System.Diagnostics;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- csv [FILE]</c>: how fast a bar file is parsed on one thread, by our reader, by
/// CsvHelper, and by splitting strings, in the same run; medians and the best, after a check that all three read the same numbers. Without
/// a
/// file, a million bars of our own generator.
/// </summary>
internal static class CsvQuick
{
    private const int Rounds = 11;

    public static void Run(string[] arguments)
    {
        (string title, byte[] content) = arguments is [string file, ..]
            ? (file, File.ReadAllBytes(file))
            : ("made-up hourly bars", CsvParsers.MadeUpBars(1_000_000));
        int rows = content.AsSpan().Count((byte)'\n');
        Console.WriteLine($"{title}: {rows:N0} lines, {content.Length / 1e6:N1} MB, one thread, median of {Rounds}");
        double expected = CsvParsers.WithReader(content);
        foreach ((string name, Func<byte[], double> parse) in new (string, Func<byte[], double>)[]
        {
            ("BarReader", CsvParsers.WithReader),
            ("CsvHelper", CsvParsers.WithCsvHelper),
            ("Split and double.Parse", CsvParsers.WithSplit),
        })
        {
            if (parse(content) != expected)
                throw new InvalidOperationException($"{name} reads other numbers than BarReader.");
            double[] seconds = Measure(content, parse);
            double median = seconds[Rounds / 2];
            Console.WriteLine(
                $"  {name,-24} {content.Length / median / 1e6,8:N0} MB/s {median / rows * 1e9,8:N1} ns/row {median * 1e3,9:N2} ms (best "
                    + $"{content.Length / seconds[0] / 1e6:N0} MB/s)");
        }
    }

    private static double[] Measure(byte[] content, Func<byte[], double> parse)
    {
        var seconds = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            parse(content);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds;
    }
}
