using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The features of all symbols in one table: a row per bar, symbol after symbol. Made once per study and host.</summary>
internal sealed class ModelFeatures
{
    private ModelFeatures(IReadOnlyList<Bars> symbols, IReadOnlyList<FeatureDefinition> definitions)
    {
        (Symbols, Definitions) = (symbols, definitions);
        string[] names = [.. symbols.Select(bars => bars.Symbol)];
        var builder = new FeatureBuilder(definitions, new FormulaScope([], symbols: names));
        var market = new FormulaMarket(symbols);
        FeatureSet[] sets = [.. names.Select(name => builder.Build(market[name], ParameterSet.Empty))];
        Firsts = new int[symbols.Count];
        for (int i = 1; i < Firsts.Length; i++)
            Firsts[i] = Firsts[i - 1] + symbols[i - 1].Count;
        Table = sets.Length == 1
            ? sets[0].Table
            : new FeatureTable(
                sets[0].Table.Names,
                [.. Enumerable.Range(0, definitions.Count).Select(column => sets.SelectMany(set => set.Table.Columns[column]).ToArray())],
                sets[0].Table.Categorical);
        Monotone = definitions.Any(definition => definition.MonotoneConstraint is not null)
            ? [.. definitions.Select(definition => definition.MonotoneConstraint ?? 0)]
            : null;
        Summaries = [
            .. Enumerable.Range(0, definitions.Count).Select(column => Join([.. sets.Select(set => set.Summaries[column])], symbols))
        ];
        Remarks = [
            .. sets.SelectMany(set => set.Remarks).Distinct(StringComparer.Ordinal),
            .. Summaries.Where(summary => summary.IsConstant).Select(
                summary => $"The feature {summary.Definition.Name} tells nothing: it has "
                    + $"{(summary.Missing == 1 ? "no value" : "one value only")}. "
                    + "Remove it, or change its expression.")
        ];
    }

    /// <summary>The bars.</summary>
    public IReadOnlyList<Bars> Symbols { get; }

    /// <summary>What the columns are.</summary>
    public IReadOnlyList<FeatureDefinition> Definitions { get; }

    /// <summary>The features.</summary>
    public FeatureTable Table { get; }

    /// <summary>By feature which way a model may only go with it: 1 up, −1 down, 0 for free; null where all are free.</summary>
    public IReadOnlyList<int>? Monotone { get; }

    /// <summary>The row of each symbol's first bar.</summary>
    public int[] Firsts { get; }

    /// <summary>What each column looks like over all symbols.</summary>
    public IReadOnlyList<FeatureSummary> Summaries { get; }

    /// <summary>What is likely not meant. Full sentences.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Computes the features of all symbols.</summary>
    /// <param name="symbols">The bars.</param>
    /// <param name="definitions">The features; none for the default list, as far as all symbols have what it needs.</param>
    public static ModelFeatures Of(IReadOnlyList<Bars> symbols, IReadOnlyList<FeatureDefinition> definitions) => new(
        symbols,
        definitions.Count > 0 ? definitions : Usual(symbols));

    /// <summary>The default list, as far as all symbols have what it needs.</summary>
    public static IReadOnlyList<FeatureDefinition> Usual(IReadOnlyList<Bars> symbols) =>
        [.. DefaultFeatures.All.Where(feature => symbols.All(bars => DefaultFeatures.For(bars).Contains(feature)))];

    /// <summary>The row of a bar.</summary>
    public int RowOf(int symbol, int bar) => Firsts[symbol] + bar;

    /// <summary>The first moment of the data's last part with a share of all times; the largest number for a share of 0.</summary>
    public long HoldoutStart(double share)
    {
        if (share == 0)
            return long.MaxValue;
        long[] times = [.. Symbols.SelectMany(bars => bars.Times).Distinct().Order()];
        return times[Math.Min(times.Length - 1, (int)Math.Floor(times.Length * (1 - share)))];
    }

    private static FeatureSummary Join(FeatureSummary[] parts, IReadOnlyList<Bars> symbols)
    {
        double lowest = double.NaN, highest = double.NaN, missing = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            lowest = double.IsNaN(lowest) || parts[i].Lowest < lowest ? parts[i].Lowest : lowest;
            highest = double.IsNaN(highest) || parts[i].Highest > highest ? parts[i].Highest : highest;
            missing += parts[i].Missing * symbols[i].Count;
        }

        return new FeatureSummary(parts[0].Definition, lowest, highest, missing / Math.Max(1, symbols.Sum(bars => bars.Count)));
    }
}
