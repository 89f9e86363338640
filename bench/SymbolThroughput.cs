using System.Diagnostics;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>
/// What several symbols cost beyond each of them alone, the drawdown of the whole and its profits by day included:
/// <c>dotnet run --project bench -c Release -- symbols FILE FILE [SECONDS]</c>. Medians, in milliseconds on one thread.
/// </summary>
internal static class SymbolThroughput
{
    private static readonly Scenario Base = Scenario.Defaults[1];

    public static void Run(string[] args)
    {
        Bars[] symbols = [KernelGrids.Read(args[0]), KernelGrids.Read(args[1])];
        double seconds = args.Length > 2 ? double.Parse(args[2]) : 2;
        Console.WriteLine($"{symbols[0].Count:N0} and {symbols[1].Count:N0} bars");
        Console.WriteLine($"{"grid",-30}{"each ms",10}{"both ms",10}{"ratio",8}");
        (string Name, ParameterSet[] Grid)[] grids =
        [
            ("1,152 stops and targets", KernelGrids.Cross()),
            ("1,152 trailing, break-even", KernelGrids.Trailing()),
            ("4,851 stop and target", KernelGrids.AllPairs()),
        ];
        foreach ((string name, ParameterSet[] grid) in grids)
        {
            double each = Median(seconds, () => Evaluate([symbols[0]], grid) + Evaluate([symbols[1]], grid));
            double both = Median(seconds, () => Evaluate(symbols, grid));
            Console.WriteLine($"{name,-30}{each * 1e3,10:F1}{both * 1e3,10:F1}{both / each,8:F2}");
        }
    }

    private static double Evaluate(Bars[] symbols, ParameterSet[] grid)
    {
        var objective = new BacktestObjective(symbols, new BacktestSpec("ma_cross"));
        long start = Stopwatch.GetTimestamp();
        objective.Evaluate(grid, Base, 1, new MetricTable(grid.Length, objective.Metrics.Count), default);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double seconds, Func<double> measure)
    {
        var times = new List<double>();
        long began = Stopwatch.GetTimestamp();
        while (times.Count < 3 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
            times.Add(measure());
        times.Sort();
        return times[times.Count / 2];
    }
}
