using System.Globalization;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Hand-made and random inputs for backtests.</summary>
internal static class Make
{
    public static readonly Scenario NoCosts = new("free", SpreadFactor: 0);

    /// <summary>Bars from rows of "open high low close", one hour apart from a Monday midnight.</summary>
    public static Bars Bars(params string[] rows)
    {
        double[][] prices = [.. rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        return Bars(prices, "EURUSD", 0.0001);
    }

    public static Bars Bars(double[][] prices, string symbol, double pip, double spread = 0.0001)
    {
        long start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        long[] times = [.. prices.Select((_, i) => start + (i * TimeSpan.TicksPerHour))];
        double[] spreads = new double[prices.Length];
        Array.Fill(spreads, spread);
        return new Bars(
            symbol,
            pip,
            times,
            [.. prices.Select(row => row[0])],
            [.. prices.Select(row => row[1])],
            [.. prices.Select(row => row[2])],
            [.. prices.Select(row => row[3])],
            new double[prices.Length],
            spreads);
    }

    /// <summary>
    /// A random walk on a coarse price grid, so that equal prices, touched levels and ties are frequent, with gaps.
    /// </summary>
    public static Bars RandomBars(Random random, int count, string symbol = "EURUSD")
    {
        double pip = symbol.EndsWith("JPY", StringComparison.Ordinal) ? 0.01 : 0.0001;
        int grid = random.Next(3) switch { 0 => 1, 1 => 5, _ => 10 };
        int reach = random.Next(2, 40);
        double[][] prices = new double[count][];
        int close = 13_000 * 10;
        for (int i = 0; i < count; i++)
        {
            int open = random.Next(4) == 0 ? close + Step() : close;
            close = Math.Max(open + Step(), 20_000);
            int high = Math.Max(open, close) + (random.Next(reach) * grid);
            int low = Math.Min(open, close) - (random.Next(reach) * grid);
            prices[i] = [open * pip / 10, high * pip / 10, low * pip / 10, close * pip / 10];
        }

        Bars bars = Bars(prices, symbol, pip);
        for (int i = 0; i < count; i++)
            bars.Spread[i] = random.Next(0, 30) * pip / 10;
        return bars;

        int Step() => random.Next(-reach, reach + 1) * grid * random.Next(0, 4);
    }

    public static ParameterSet Set(params (string Name, object Value)[] settings) => new(
        [.. settings.Select(setting => setting.Name)],
        [.. settings.Select(setting => ValueOf(setting.Value))]);

    public static ParameterValue ValueOf(object value) => value switch
    {
        bool flag => ParameterValue.Of(flag),
        int number => ParameterValue.Of((long)number),
        double number => ParameterValue.Of(number),
        _ => ParameterValue.Of((string)value),
    };

    /// <summary>A value for every setting: those given, else the defaults.</summary>
    public static ParameterSet Complete(IReadOnlyList<Setting> definitions, params (string Name, object Value)[] settings) => new(
        [.. definitions.Select(definition => definition.Name)],
        [.. definitions.Select(definition => settings.Any(setting => setting.Name == definition.Name)
            ? ValueOf(settings.First(setting => setting.Name == definition.Name).Value)
            : definition.Default)]);

    /// <summary>The metrics of one trial by name.</summary>
    public static Dictionary<string, double> Metrics(IObjective objective, ParameterSet trial, Scenario scenario)
    {
        var table = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([trial], scenario, objective.Steps, table, default);
        Assert.Null(table.Failure(0));
        double[] row = table.Row(0).ToArray();
        return objective.Metrics.Select((name, i) => (name, row[i])).ToDictionary(pair => pair.name, pair => pair.Item2);
    }
}

/// <summary>A rule that turns where it is told, for tests of exits: the close is compared with two constants.</summary>
internal sealed record ScriptedLine(string Script) : Line
{
    /// <summary>One character per bar: <c>L</c> long, <c>S</c> short, anything else keeps.</summary>
    public override double[] Compute(PointSeries series) =>
        [.. Enumerable.Range(0, series.Count).Select(i => i >= Script.Length ? 0.0 : Script[i] == 'L' ? 1 : Script[i] == 'S' ? -1 : 0)];

    public static SignalRule Rule(string script) =>
        new(new ScriptedLine(script) > 0.5, new ScriptedLine(script) < -0.5, FirstIsSilent: false);
}
