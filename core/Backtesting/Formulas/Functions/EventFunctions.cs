using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>What happens at a bar, and when it last did.</summary>
internal static class EventFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "crosses_above",
            [Series("a"), Series("b")],
            "Holds where a is above b and was not one bar before (TradingView's crossover).",
            "a > b and a[1] <= b[1]"),
        FormulaFunction.Of(
            "crosses_below",
            [Series("a"), Series("b")],
            "Holds where a is below b and was not one bar before (TradingView's crossunder).",
            "a < b and a[1] >= b[1]"),
        FormulaFunction.Of(
            "rising",
            [Series("x"), Window(value: "1")],
            "Holds where x is above each of the n values before (TradingView's rising).",
            "x > highest(x, n)[1]"),
        FormulaFunction.Of(
            "falling",
            [Series("x"), Window(value: "1")],
            "Holds where x is below each of the n values before (TradingView's falling).",
            "x < lowest(x, n)[1]"),
        FormulaFunction.Of(
            "bars_since",
            [Series("condition")],
            "How many bars ago the condition last held, 0 for now; not defined before it first did.",
            static call => BarsSince(call.Series(0))),
        FormulaFunction.Of(
            "value_when",
            [Series("condition"), Series("x"), Window("k", "0", least: 0)],
            "The value of x where the condition last held, or k times before; not defined before that.",
            static call => ValueWhen(call.Series(0), call.Series(1), call.Window(0))),
    ];

    private static double[] BarsSince(double[] condition)
    {
        double[] result = GC.AllocateUninitializedArray<double>(condition.Length);
        double since = double.NaN;
        for (int i = 0; i < result.Length; i++)
        {
            since = Elementwise.Holds(condition[i]) ? 0 : since + 1;
            result[i] = since;
        }

        return result;
    }

    private static double[] ValueWhen(double[] condition, double[] values, int before)
    {
        double[] result = GC.AllocateUninitializedArray<double>(condition.Length);
        var held = new List<int>();
        for (int i = 0; i < result.Length; i++)
        {
            if (Elementwise.Holds(condition[i]))
                held.Add(i);
            result[i] = held.Count > before ? values[held[^(before + 1)]] : double.NaN;
        }

        return result;
    }
}
