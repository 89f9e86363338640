using System.Globalization;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// Finds windows, such as the period of an average, that the data never fill. A window of as many bars as there are is filled by the last
/// bar, whose signal nothing fills any more: such a trial never trades.
/// </summary>
internal static class LongWindows
{
    // Of more values the extremes have to do.
    private const long MostCounted = 100_000;

    private static readonly string[] AtrSettings = ["stop_atr", "target_atr", "trailing_atr"];

    /// <summary>A remark for each setting and symbol.</summary>
    /// <exception cref="InvalidInputException">A setting is too long in every trial and for every symbol.</exception>
    public static IReadOnlyList<DataRemark> Of(StudySpec spec, IReadOnlyList<Bars> bars)
    {
        if (spec.Objective is not BacktestSpec backtest || StrategyRegistry.Find(backtest.Strategy) is not { } strategy || bars.Count == 0)
            return [];
        var remarks = new List<DataRemark>();
        var problems = new List<InputProblem>();
        foreach (Setting setting in strategy.Settings.Concat(ExitSettings.All).Where(setting => setting.IsWindow))
        {
            if (setting.Name == "atr_period" && !AtrSettings.Any(name => spec.Space.IndexOf(name) >= 0))
                continue;
            Window window = WindowOf(spec.Space, setting);
            // Beside an ATR there is always another exit, or none: trials without it trade.
            if (setting.Name != "atr_period" && bars.All(symbol => window.Shortest >= symbol.Count))
                problems.Add(
                    new InputProblem(
                        Place.Field($"parameters.{setting.Name}"),
                        $"{window.Always}, but {Has(bars.MaxBy(symbol => symbol.Count)!)}: no trial can ever trade.",
                        $"Lower {setting.Name}, or give more bars."));
            else
                remarks.AddRange(bars.Where(symbol => window.Longest >= symbol.Count).Select(symbol => Remark(window, symbol)));
        }

        return problems.Count == 0 ? remarks : throw new InvalidInputException(problems);
    }

    private static DataRemark Remark(Window window, Bars symbol)
    {
        string name = window.Name, has = Has(symbol);
        string text = window.Shortest >= symbol.Count
            ? $"{window.Always}, but {has}: no trial ever trades on it."
            : window.CountFrom(symbol.Count) is (long many, long all)
                ? $"{name} goes up to {Number(window.Longest)}, but {has}: with {Number(many)} of its {Number(all)} values "
                    + $"({Number(symbol.Count)} or more) a trial never trades on it."
                : $"{name} goes up to {Number(window.Longest)}, but {has}: with {Number(symbol.Count)} or more a trial never trades on it.";
        return new DataRemark(symbol.Symbol, DataRemarkKind.WindowTooLong, $"{text} Lower {name}, or give more bars.");
    }

    private static Window WindowOf(SearchSpace space, Setting setting)
    {
        int index = space.IndexOf(setting.Name);
        double usual = setting.Default.AsDouble();
        if (index < 0)
            return new Window(setting.Name, [usual], usual, usual, IsUsual: true);
        Distribution distribution = space.Parameters[index].Distribution;
        bool counted = distribution.Count is <= MostCounted;
        List<double> numbers = [];
        double shortest = double.PositiveInfinity, longest = double.NegativeInfinity;
        // Plain loops: what LINQ makes of our own structures is compiled at each start.
        if (counted)
            for (long i = 0; i < distribution.Count; i++)
                Take(distribution.ValueAt(i));
        else
            foreach (Extreme extreme in distribution.Extremes())
                Take(extreme.Value);
        // A normal distribution has no ends; what it draws is judged trial by trial.
        if (numbers.Count == 0)
            return new Window(setting.Name, null, 0, 0, IsUsual: false);
        // Where the parameter is not active, the default takes its place.
        if (space.ConditionsOf(index).Length > 0)
            shortest = Math.Min(shortest, usual);
        return new Window(setting.Name, counted ? [.. numbers] : null, shortest, longest, IsUsual: false);

        void Take(ParameterValue value)
        {
            if (!value.IsNumber)
                return;
            double number = value.AsDouble();
            numbers.Add(number);
            (shortest, longest) = (Math.Min(shortest, number), Math.Max(longest, number));
        }
    }

    private static string Has(Bars symbol) => $"{symbol.Symbol} has {Number(symbol.Count)} {(symbol.Count == 1 ? "bar" : "bars")}";

    private static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    // Values is null where they are not countable.
    private sealed record Window(string Name, double[]? Values, double Shortest, double Longest, bool IsUsual)
    {
        public string Always => IsUsual ? $"{Name} is {Number(Shortest)}, its default"
            : Shortest == Longest ? $"{Name} is {Number(Shortest)}" : $"{Name} is {Number(Shortest)} or more in every trial";

        public (long Many, long All)? CountFrom(int bars) =>
            Values is null ? null : (Values.LongCount(value => value >= bars), Values.Length);
    }
}
