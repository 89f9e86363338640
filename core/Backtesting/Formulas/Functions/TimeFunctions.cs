using ServerlessTuner.Core.Model.Text;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Values of other bars: of a longer interval, or of another symbol.</summary>
internal static class TimeFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "on",
            [Text("interval"), Series("x")],
            "x over bars of a longer interval, such as \"4h\", of the last of them that is complete: over when the current bar is. "
                + "Intervals start at midnight UTC, weeks on Monday.",
            static (store, interval) => store.Higher(interval),
            static (text, _) => BarInterval.FindFault(text)),
        FormulaFunction.Of(
            "of",
            [Text("symbol"), Series("x")],
            "x over the bars of another symbol of the study, of the last of them that is over when the current bar is.",
            static (store, symbol) => store.Market[symbol],
            static (text, scope) => scope.Symbols.Contains(text)
                ? null
                : $"'{text}', which is not a symbol of the study. {Nearest.Advice(text, scope.Symbols)}"),
    ];
}
