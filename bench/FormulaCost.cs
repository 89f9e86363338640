using System.Diagnostics;
using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>
/// What expressions over bars cost: each evaluated on a store that has computed nothing yet, and bound for a trial.
/// Arguments: how many bars (default: 20,000).
/// </summary>
internal static class FormulaCost
{
    private static readonly string[] Texts =
    [
        "(close - sma(close, 50)) / atr(14) + zscore(close, 100)",
        "close > highest(high, n)[1] + buffer * atr(14) and zscore(atr(14) / close, 100) < -0.5 and close > ema(close, 200)",
        "sma(close, 200)",
        "stdev(close, 100)",
        "highest(high, 100)",
        "percentile_rank(close, 500)",
        "correlation(close, volume, 100)",
        "adx(14)",
        "cci(100)",
        "on(\"4h\", rsi(14))",
    ];

    private const int Rounds = 50;

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0]) : 20_000;
        Bars bars = BarGenerator.Generate(new() { Bars = count });
        var scope = new FormulaScope(["n", "buffer"]);
        var values = new ParameterSet(["n", "buffer"], [ParameterValue.Of(30L), ParameterValue.Of(0.1)]);
        Console.WriteLine($"{count:N0} bars, milliseconds of 50 rounds: mean of the process, best by the clock:");
        foreach (string text in Texts)
        {
            Formula formula = scope.Compile(text);
            FormulaNode node = formula.Bind(values);
            Report(text, () => new FormulaMarket([bars])[bars.Symbol].Values(node));
        }

        var features = new FeatureBuilder(DefaultFeatures.All, scope);
        Report($"{DefaultFeatures.All.Count} default features", () => features.Build(new FormulaMarket([bars])[bars.Symbol], values));
        Formula second = scope.Compile(Texts[1]);
        Report("binding the second to 1,000 trials", () =>
        {
            for (int i = 0; i < 1000; i++)
                second.Bind(values);
        });
    }

    private static void Report(string what, Action action)
    {
        for (int i = 0; i < 20; i++)
            action();
        double best = double.PositiveInfinity;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // On a busy machine the time of the process says more than the clock.
        Console.WriteLine($"{(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Rounds,8:F2} {best,8:F2}  {what}");
    }
}
