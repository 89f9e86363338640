using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The features of all symbols in one table: a row per bar, symbol after symbol. Made once per study and host.</summary>
/// <param name="Symbols">The bars.</param>
/// <param name="Table">The features.</param>
/// <param name="Firsts">The row of each symbol's first bar.</param>
internal sealed record ModelFeatures(IReadOnlyList<Bars> Symbols, FeatureTable Table, int[] Firsts)
{
    /// <summary>Joins the tables of single symbols.</summary>
    public static ModelFeatures Join(IReadOnlyList<Bars> symbols, IReadOnlyList<FeatureTable> tables)
    {
        var firsts = new int[symbols.Count];
        for (int i = 1; i < firsts.Length; i++)
            firsts[i] = firsts[i - 1] + symbols[i - 1].Count;
        if (tables.Count == 1)
            return new ModelFeatures(symbols, tables[0], firsts);
        float[][] columns = [
            .. Enumerable.Range(0, tables[0].Columns.Count).Select(
                column => tables.SelectMany(table => table.Columns[column]).ToArray())
        ];
        return new ModelFeatures(symbols, new FeatureTable(tables[0].Names, columns, tables[0].Categorical), firsts);
    }

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
}
