using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>The grids on which the backtest kernels are measured, and the data.</summary>
internal static class KernelGrids
{
    /// <summary>8 fast × 9 slow averages × 4 stops × 4 targets = 1,152 combinations, as a user would write the grid.</summary>
    public static ParameterSet[] Cross(params (string Name, ParameterValue Value)[] more) => Grid(
        [.. Windows(5, 40, 5)],
        [.. Windows(50, 250, 25)],
        [20, 30, 40, 60],
        [30, 60, 90, 120],
        ("stop_pips", "target_pips"),
        more);

    /// <summary>The same with stops and targets in average true ranges, a holding limit and trading hours.</summary>
    public static ParameterSet[] Ranges() => Grid(
        [.. Windows(5, 40, 5)],
        [.. Windows(50, 250, 25)],
        [1, 1.5, 2, 3],
        [2, 3, 4, 6],
        ("stop_atr", "target_atr"),
        ("max_bars", ParameterValue.Of(48)),
        ("hours_from", ParameterValue.Of(6)),
        ("hours_to", ParameterValue.Of(20)));

    /// <summary>The same with a trailing stop and break-even.</summary>
    public static ParameterSet[] Trailing() =>
        Cross(("trailing_pips", ParameterValue.Of(35.0)), ("break_even_pips", ParameterValue.Of(25.0)));

    /// <summary>All 4,851 pairs of windows from 2 to 100, one stop and one target.</summary>
    public static ParameterSet[] AllPairs(params (string Name, ParameterValue Value)[] more)
    {
        string[] names = ["fast", "slow", .. more.Select(setting => setting.Name)];
        return
        [
            .. from fast in Enumerable.Range(2, 99)
               from slow in Enumerable.Range(2, 99)
               where fast < slow
               select new ParameterSet(
                   names, [ParameterValue.Of((long)fast), ParameterValue.Of((long)slow), .. more.Select(setting => setting.Value)]),
        ];
    }

    /// <summary>The second grid with one stop and target in pips.</summary>
    public static ParameterSet[] AllPairs() => AllPairs(("stop_pips", ParameterValue.Of(30.0)), ("target_pips", ParameterValue.Of(60.0)));

    /// <summary>Bars of a file.</summary>
    public static Bars Read(string path) => BarReader.Read(new ArraySegment<byte>(File.ReadAllBytes(path)), Path.GetFileName(path)).Bars;

    /// <summary>The hourly EURUSD file beside the repository, which is not part of it.</summary>
    public static string DefaultPath()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "data", "EURUSD_H1.csv");
        }

        return "EURUSD_H1.csv";
    }

    private static ParameterSet[] Grid(
        int[] fast, int[] slow, double[] stops, double[] targets, (string Stop, string Target) levels, params (
            string Name, ParameterValue Value)[] more)
    {
        string[] names = ["fast", "slow", levels.Stop, levels.Target, .. more.Select(setting => setting.Name)];
        return
        [
            .. from f in fast
               from s in slow
               from stop in stops
               from target in targets
               select new ParameterSet(
                   names,
                   [
                       ParameterValue.Of((long)f),
                       ParameterValue.Of((long)s),
                       ParameterValue.Of(stop),
                       ParameterValue.Of(target),
                       .. more.Select(setting => setting.Value)
                   ]),
        ];
    }

    private static IEnumerable<int> Windows(int from, int to, int step)
    {
        for (int window = from; window <= to; window += step)
            yield return window;
    }
}
