using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>Short ways to evaluate formulas in tests.</summary>
internal static class FormulaMake
{
    public static Bars Synthetic(int count, ulong seed = 1, string symbol = "EURUSD", TimeSpan? interval = null) => BarGenerator.Generate(
        new() { Bars = count, Seed = seed, Symbol = symbol, Interval = interval ?? TimeSpan.FromHours(1), Start = new(2023, 1, 2, 0, 0, 0, DateTimeKind.Utc) });

    public static FormulaMarket Market(params Bars[] bars) => new(bars);

    public static FormulaNode Node(string text, params (string Name, object Value)[] parameters) =>
        new FormulaScope([.. parameters.Select(parameter => parameter.Name)]).Compile(text).Bind(Make.Set(parameters));

    public static double[] Values(Bars bars, string text, params (string Name, object Value)[] parameters) =>
        Market(bars)[bars.Symbol].Values(Node(text, parameters));

    /// <summary>Bars whose close is what is given, an hour apart from a Monday midnight.</summary>
    public static Bars OfCloses(params double[] closes) =>
        Make.Bars([.. closes.Select(close => (double[])[close, close, close, close])], "X", 0.0001);

    public static ParameterSet Nothing => ParameterSet.Empty;
}
