using ServerlessTuner.Core.Backtesting.Formulas.Windows;
using ServerlessTuner.Core.Market;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Oscillators.</summary>
internal static class OscillatorFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "rsi",
            [Series("x", "close"), Window(value: "14")],
            "Relative strength index, 0 to 100 (J. W. Wilder 1978); 50 where the price never moved.",
            static call => Gaps.Skip(call.Series(0), values => Signals.Series.Rsi(values, call.Window(0)))),
        FormulaFunction.Of(
            "macd",
            [Series("x", "close"), Window("fast", "12"), Window("slow", "26")],
            "Moving average convergence/divergence (G. Appel): the difference of two exponential averages.",
            "ema(x, fast) - ema(x, slow)"),
        FormulaFunction.Of(
            "macd_signal",
            [Series("x", "close"), Window("fast", "12"), Window("slow", "26"), Window("signal", "9")],
            "The signal line of MACD: its exponential average.",
            "ema(macd(x, fast, slow), signal)"),
        FormulaFunction.Of(
            "stoch_k",
            [Window(value: "14"), Window("smooth", "1")],
            "Stochastic oscillator %K, 0 to 100 (G. C. Lane): where the close lies between the lowest low and the highest high of n bars, "
                + "as an average over smooth bars; 50 where the two are equal.",
            static call => WindowSums.Mean(RangePosition(call.Bars, call.Window(0)), call.Window(1))),
        FormulaFunction.Of(
            "stoch_d",
            [Window(value: "14"), Window("smooth", "1"), Window("signal", "3")],
            "Stochastic oscillator %D: the simple average of %K.",
            "sma(stoch_k(n, smooth), signal)"),
        FormulaFunction.Of(
            "williams_r", [Window(value: "14")], "Williams %R, −100 to 0 (L. Williams): %K of the same bars less 100.", "stoch_k(n) - 100"),
        FormulaFunction.Of(
            "cci",
            [Series("x", "hlc3"), Window(value: "20")],
            "Commodity channel index (D. R. Lambert 1980): distance from the average in units of 0.015 mean absolute deviations; 0 where "
                + "the price did not move.",
            static call => Cci(call.Series(0), call.Window(0))),
        FormulaFunction.Of(
            "aroon_up",
            [Window(value: "25")],
            "Aroon up, 0 to 100 (T. S. Chande 1995): 100 where the highest high of the last n + 1 bars is now, 0 where it is n bars old; "
                + "the latest of equals.",
            static call => Aroon(call.Bars.High, call.Window(0), 1)),
        FormulaFunction.Of(
            "aroon_down",
            [Window(value: "25")],
            "Aroon down, as Aroon up of the lowest low.",
            static call => Aroon(call.Bars.Low, call.Window(0), -1)),
    ];

    private static double[] RangePosition(Bars bars, int window)
    {
        double[] highest = WindowExtremes.Highest(bars.High, window), lowest = WindowExtremes.Lowest(bars.Low, window);
        for (int i = 0; i < highest.Length; i++)
        {
            double range = highest[i] - lowest[i];
            highest[i] = range == 0 ? 50 : 100 * ((bars.Close[i] - lowest[i]) / range);
        }

        return highest;
    }

    private static double[] Cci(double[] values, int window)
    {
        double[] means = WindowSums.Mean(values, window);
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        for (int i = 0; i < result.Length; i++)
        {
            double mean = means[i], deviation = 0;
            if (double.IsNaN(mean))
            {
                result[i] = double.NaN;
                continue;
            }

            foreach (double value in values.AsSpan(i + 1 - window, window))
                deviation += Math.Abs(value - mean);
            result[i] = deviation == 0 ? 0 : (values[i] - mean) / (0.015 * (deviation / window));
        }

        return result;
    }

    private static double[] Aroon(double[] values, int window, int sign)
    {
        int[] indices = WindowExtremes.Indices(values, window + 1, sign);
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        for (int i = 0; i < result.Length; i++)
            result[i] = indices[i] < 0 ? double.NaN : 100.0 * (window - (i - indices[i])) / window;
        return result;
    }
}
