using BenchmarkDotNet.Attributes;

namespace ServerlessTuner.Bench;

/// <summary>Parsing a million bars. <c>dotnet run --project bench -c Release -- --filter *CsvBenchmarks*</c></summary>
[MemoryDiagnoser]
public class CsvBenchmarks
{
    private byte[] content = [];

    [Params(20_000, 1_000_000)]
    public int Bars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        content = CsvParsers.MadeUpBars(Bars);
        if (CsvParsers.WithReader(content) != CsvParsers.WithCsvHelper(content)
            || CsvParsers.WithReader(content) != CsvParsers.WithSplit(content))
            throw new InvalidOperationException("The parsers read different numbers.");
    }

    [Benchmark(Baseline = true)]
    public double BarReader() => CsvParsers.WithReader(content);

    [Benchmark]
    public double CsvHelper() => CsvParsers.WithCsvHelper(content);

    [Benchmark]
    public double SplitAndParse() => CsvParsers.WithSplit(content);
}
