using ServerlessTuner.Core.Backtesting.Formulas.Windows;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Numbers that describe the last bars.</summary>
internal static class StatisticFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "stdev",
            [Series("x"), Window()],
            "Standard deviation of the last n values as a population (divided by n), as Bollinger bands use it.",
            static call => StandardDeviation(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "zscore",
            [Series("x"), Window()],
            "Distance from the mean of the last n values in standard deviations; not defined where they are all the same.",
            "(x - sma(x, n)) / stdev(x, n)"),
        FormulaFunction.Of(
            "highest",
            [Series("x"), Window()],
            "Highest of the last n values, the current one included.",
            static call => WindowExtremes.Highest(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "lowest",
            [Series("x"), Window()],
            "Lowest of the last n values, the current one included.",
            static call => WindowExtremes.Lowest(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "sum",
            [Series("x"), Window()],
            "Sum of the last n values; of a condition, at how many of the last n bars it held.",
            static call => WindowSums.Sum(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "change", [Series("x"), Window(value: "1")], "Difference to the value n bars ago.", "x - x[n]"),
        FormulaFunction.Of(
            "roc",
            [Series("x"), Window(value: "1")],
            "Rate of change: difference to the value n bars ago in per cent of it.",
            "100 * (x / x[n] - 1)"),
        FormulaFunction.Of(
            "slope",
            [Series("x"), Window(least: 2)],
            "Slope per bar of the least-squares line through the last n values.",
            static call => WindowSums.Slope(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "correlation",
            [Series("x"), Series("y"), Window(least: 2)],
            "Pearson's correlation of the last n values, −1 to 1; not defined where one of the two does not change.",
            static call => WindowCorrelation.Of(call.Series(0), call.Series(1), call.Window(0))),
        FormulaFunction.Of(
            "percentile_rank",
            [Series("x"), Window()],
            "How many of the n values before the current one are at most as large, in per cent (TradingView's percentrank).",
            static call => WindowRanks.Percentile(call.Series(0), call.Window(0))),
    ];

    private static double[] StandardDeviation(double[] values, int window) =>
        Signals.Series.StandardDeviation(values, WindowSums.Mean(values, window), window);
}
