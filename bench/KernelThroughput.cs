using System.Diagnostics;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>
/// Bars × combinations per second of the backtest kernels: <c>dotnet run --project bench -c Release -- kernels [FILE] [SECONDS] [PART OF A
/// GRID'S NAME] [LEVEL]</c>.
/// Every run starts with empty caches, so indicators, signals, exits, metrics and the reading of parameters are included;
/// the bars are in memory. Medians; the fast kernels' metrics are compared with the reference's before anything is timed.
/// On a machine that is busy with other things, the processor time is the fairer measure.
/// </summary>
internal static class KernelThroughput
{
    private static readonly Scenario Base = Scenario.Defaults[1];

    public static void Run(string[] args)
    {
        string path = args.Length > 0 ? args[0] : KernelGrids.DefaultPath();
        double seconds = args.Length > 1 ? double.Parse(args[1]) : 2;
        Bars bars = KernelGrids.Read(path);
        Console.WriteLine(
            $"{Path.GetFileName(path)}: {bars.Count:N0} bars; widest level {VectorLevels.Best}; medians; 10⁹ bars × combinations per "
                + $"second");
        Console.WriteLine(
            $"{"grid",-30}{"kernel",-8}{"threads",8}{"runs",6}{"ms",9}{"best ms",9}{"cpu ms",9}{"10⁹/s",8}{"best",8}{"× plain",9}{"× one thread",14}");
        string only = args.Length > 2 ? args[2] : string.Empty;
        string onlyLevel = args.Length > 3 ? args[3] : string.Empty;
        foreach ((string name, ParameterSet[] grid) in Grids().Where(grid => grid.Name.Contains(only, StringComparison.Ordinal)))
        {
            double plain = onlyLevel.Length > 0
                ? 0
                : Measure(name, "plain", bars, grid, static () => new ReferenceKernel(), 1, seconds / 2, 0, 0);
            foreach (
                VectorLevel level in VectorLevels.Supported.Reverse().Where(
                    level => level.ToString().Contains(onlyLevel, StringComparison.Ordinal)))
            {
                CheckParity(bars, grid, level);
                double one = Measure(name, level.ToString(), bars, grid, () => new FastKernel(level), 1, seconds, plain, 0);
                if (level == VectorLevels.Best)
                    Measure(name, level.ToString(), bars, grid, () => new FastKernel(level), 2, seconds, plain, one);
            }
        }
    }

    private static IEnumerable<(string Name, ParameterSet[] Grid)> Grids() =>
    [
        ("1,152 stops and targets", KernelGrids.Cross()),
        ("1,152 ATR, 48 bars, 06-20 h", KernelGrids.Ranges()),
        ("1,152 trailing, break-even", KernelGrids.Trailing()),
        ("4,851 stop and target", KernelGrids.AllPairs()),
        ("4,851 ATR, 48 bars, 06-20 h", KernelGrids.AllPairs(
            ("stop_atr", ParameterValue.Of(2.0)), (
                "target_atr",
                ParameterValue.Of(4.0)), ("max_bars", ParameterValue.Of(48)), (
                    "hours_from", ParameterValue.Of(6)), ("hours_to", ParameterValue.Of(20)))),
        ("4,851 trailing, break-even", KernelGrids.AllPairs(
            ("stop_pips", ParameterValue.Of(30.0)), ("target_pips", ParameterValue.Of(60.0)), ("trailing_pips", ParameterValue.Of(35.0)), (
                "break_even_pips", ParameterValue.Of(25.0)))),
    ];

    private static double Measure(
        string name, string kernelName, Bars bars, ParameterSet[] grid, Func<IBacktestKernel> kernel, int threads, double seconds,
        double plain, double one)
    {
        double combinations = (double)bars.Count * grid.Length;
        var times = new List<double>();
        var processor = new List<double>();
        using var process = Process.GetCurrentProcess();
        long began = Stopwatch.GetTimestamp();
        while (times.Count < 3 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            var objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"), kernel);
            TimeSpan before = ProcessorTime(process);
            times.Add(threads == 1 ? Once(objective, grid) : Parallel(objective, grid, threads));
            processor.Add((ProcessorTime(process) - before).TotalSeconds);
        }

        times.Sort();
        processor.Sort();
        double median = times[times.Count / 2];
        double rate = combinations / median / 1e9;
        Console.WriteLine(
            $"{name,-30}{kernelName,-8}{threads,8}{times.Count,6}{median * 1e3,9:F2}{times[0] * 1e3,9:F2}{processor[processor.Count / 2] * 1e3,9:F2}{rate,8:F2}{combinations / times[0] / 1e9,8:F2}{(plain > 0 ? rate / plain : 1),9:F1}{(one > 0 ? rate / one : 1),14:F2}");
        return rate;
    }

    // Of all threads, so that what the collector does aside counts.
    private static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static double Once(BacktestObjective objective, ParameterSet[] grid)
    {
        long start = Stopwatch.GetTimestamp();
        objective.Evaluate(grid, Base, 1, new MetricTable(grid.Length, objective.Metrics.Count), default);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // As the runner does it in a study of this size: one chunk per thread.
    private static double Parallel(BacktestObjective objective, ParameterSet[] grid, int threads)
    {
        ArraySegment<ParameterSet>[] chunks =
            [
                .. Enumerable.Range(0, threads).Select(
                    i => new Range(
                        i * grid.Length / threads,
                        (i + 1) * grid.Length / threads)).Select(range => new ArraySegment<ParameterSet>(grid)[range])
            ];
        using var barrier = new Barrier(threads);
        int taken = -1;
        long[] starts = new long[threads], ends = new long[threads];
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(number => new Thread(() => Work(number)))];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();
        return Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalSeconds;

        void Work(int number)
        {
            barrier.SignalAndWait();
            starts[number] = Stopwatch.GetTimestamp();
            for (int i = Interlocked.Increment(ref taken); i < chunks.Length; i = Interlocked.Increment(ref taken))
                objective.Evaluate(chunks[i], Base, 1, new MetricTable(chunks[i].Count, objective.Metrics.Count), default);
            ends[number] = Stopwatch.GetTimestamp();
        }
    }

    private static void CheckParity(Bars bars, ParameterSet[] grid, VectorLevel level)
    {
        // Every seventh combination, so that the plain kernel is done in time; the tests check the rest.
        ParameterSet[] sample = [.. grid.Where((_, i) => i % 7 == 0)];
        double[][] metrics = [.. ((Func<IBacktestKernel>[])[() => new ReferenceKernel(), () => new FastKernel(level)]).Select(kernel =>
        {
            var objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"), kernel);
            var table = new MetricTable(sample.Length, objective.Metrics.Count);
            objective.Evaluate(sample, Base, 1, table, default);
            return Enumerable.Range(0, sample.Length).SelectMany(row => table.Row(row).ToArray()).ToArray();
        })];
        if (!metrics[0].AsSpan().SequenceEqual(metrics[1]))
            throw new InvalidOperationException($"{level} differs from the plain kernel.");
    }
}
