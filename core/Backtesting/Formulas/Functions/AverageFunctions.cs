using ServerlessTuner.Core.Backtesting.Formulas.Windows;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Moving averages.</summary>
internal static class AverageFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "sma",
            [Series("x"), Window()],
            "Simple moving average: the mean of the last n values.",
            static call => WindowSums.Mean(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "ema",
            [Series("x"), Window()],
            "Exponential moving average with factor 2 / (n + 1), started with the mean of the first n values (StockCharts ChartSchool).",
            static call => Gaps.Skip(call.Series(0), values => Signals.Series.Ema(values, call.Window(0)))),
        FormulaFunction.Of(
            "wma",
            [Series("x"), Window()],
            "Weighted moving average with weights 1 to n, the newest n.",
            static call => WindowSums.WeightedMean(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "rma",
            [Series("x"), Window()],
            "Wilder's smoothing: factor 1 / n, started with the mean of the first n values (J. W. Wilder 1978).",
            static call => Gaps.Skip(call.Series(0), values => Signals.Series.Wilder(values, call.Window(0)))),
        FormulaFunction.Of(
            "hma",
            [Series("x"), Window()],
            "Hull moving average (A. Hull 2005); halves and roots are cut to whole bars.",
            "wma(2 * wma(x, max(1, floor(n / 2))) - wma(x, n), max(1, floor(sqrt(n))))"),
        FormulaFunction.Of(
            "kama",
            [Series("x"), Window(value: "10"), Window("fast", "2"), Window("slow", "30")],
            "Kaufman's adaptive moving average (P. J. Kaufman, Smarter Trading, 1995): the factor lies between those of averages over fast "
                + "and slow bars, by the square of how straight the last n changes went. It starts from the value before the first.",
            static call => Gaps.Skip(call.Series(0), values => Kama(values, call.Window(0), call.Window(1), call.Window(2)))),
    ];

    private static double[] Kama(double[] values, int window, int fast, int slow)
    {
        double[] changes = new double[values.Length];
        for (int i = 1; i < values.Length; i++)
            changes[i] = Math.Abs(values[i] - values[i - 1]);
        double[] paths = WindowSums.Sum(changes, window);
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        result.AsSpan(0, Math.Min(window, values.Length)).Fill(double.NaN);
        double quick = 2 / (fast + 1.0), steady = 2 / (slow + 1.0);
        for (int i = window; i < values.Length; i++)
        {
            double before = i == window ? values[i - 1] : result[i - 1];
            double straight = Math.Abs(values[i] - values[i - window]);
            // A price that never moved went straight.
            double efficiency = paths[i] > straight ? straight / paths[i] : 1;
            double factor = (efficiency * (quick - steady)) + steady;
            result[i] = before + (factor * factor * (values[i] - before));
        }

        return result;
    }
}
