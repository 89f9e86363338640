using ServerlessTuner.Core.Market;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Ranges, trends and their strength.</summary>
internal static class TrendFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "tr",
            [],
            "True range (J. W. Wilder 1978): from the highest to the lowest of high, low and the close before; of the first bar "
                + "high − low.",
            static call => Signals.Series.Atr(call.Bars.High, call.Bars.Low, call.Bars.Close, 1)),
        FormulaFunction.Of(
            "atr",
            [Window(value: "14")],
            "Average true range by Wilder's smoothing (J. W. Wilder 1978).",
            static call => Signals.Series.Atr(call.Bars.High, call.Bars.Low, call.Bars.Close, call.Window(0))),
        FormulaFunction.Of(
            "plus_di",
            [Window(value: "14")],
            "Positive directional indicator, 0 to 100 (J. W. Wilder 1978), from the second bar on.",
            static call => DirectionalIndicator(call.Bars, call.Window(0), 1)),
        FormulaFunction.Of(
            "minus_di",
            [Window(value: "14")],
            "Negative directional indicator, 0 to 100 (J. W. Wilder 1978).",
            static call => DirectionalIndicator(call.Bars, call.Window(0), -1)),
        FormulaFunction.Of(
            "adx",
            [Window(value: "14")],
            "Average directional index, 0 to 100 (J. W. Wilder 1978): the smoothed difference of the two indicators over their sum.",
            "rma(100 * abs(plus_di(n) - minus_di(n)) / (plus_di(n) + minus_di(n)), n)"),
        FormulaFunction.Of(
            "supertrend",
            [Window(value: "10"), Number("k", "3", least: 0)],
            "Supertrend (O. Seban) as TradingView computes it: the lower band hl2 − k · atr(n) while the trend is up, else the upper one; "
                + "bands only move towards the price, and the trend turns where the close crosses its band. It starts down.",
            static call => Supertrend(call.Bars, call.Window(0), call.Number(1))),
        FormulaFunction.Of(
            "psar",
            [Number("step", "0.02", least: 0), Number("most", "0.2", least: 0)],
            "Parabolic stop and reverse (J. W. Wilder 1978) with acceleration from step to most. The first direction is that of the larger "
                + "directional movement of the second bar, up where neither is; defined from there.",
            static call => ParabolicStop.Compute(call.Bars, call.Number(0), call.Number(1))),
    ];

    private static double[] DirectionalIndicator(Bars bars, int window, int sign)
    {
        double[] moves = GC.AllocateUninitializedArray<double>(bars.Count);
        double[] ranges = Signals.Series.Atr(bars.High, bars.Low, bars.Close, 1);
        // The first bar has nothing to move from.
        (moves[0], ranges[0]) = (double.NaN, double.NaN);
        for (int i = 1; i < moves.Length; i++)
        {
            double up = bars.High[i] - bars.High[i - 1], down = bars.Low[i - 1] - bars.Low[i];
            (double own, double other) = sign > 0 ? (up, down) : (down, up);
            moves[i] = own > other && own > 0 ? own : 0;
        }

        moves = Signals.Series.Wilder(moves, window);
        ranges = Signals.Series.Wilder(ranges, window);
        for (int i = 0; i < moves.Length; i++)
            moves[i] = 100 * (moves[i] / ranges[i]);
        return moves;
    }

    private static double[] Supertrend(Bars bars, int window, double factor)
    {
        double[] ranges = Signals.Series.Atr(bars.High, bars.Low, bars.Close, window);
        double[] result = GC.AllocateUninitializedArray<double>(bars.Count);
        double upper = double.NaN, lower = double.NaN;
        bool isUp = false;
        for (int i = 0; i < result.Length; i++)
        {
            double middle = (bars.High[i] + bars.Low[i]) / 2, distance = factor * ranges[i];
            if (double.IsNaN(distance))
            {
                result[i] = double.NaN;
                continue;
            }

            bool isFirst = double.IsNaN(upper);
            double before = isFirst ? double.NaN : bars.Close[i - 1];
            lower = isFirst || middle - distance > lower || before < lower ? middle - distance : lower;
            upper = isFirst || middle + distance < upper || before > upper ? middle + distance : upper;
            isUp = !isFirst && (isUp ? bars.Close[i] >= lower : bars.Close[i] > upper);
            result[i] = isUp ? lower : upper;
        }

        return result;
    }
}
