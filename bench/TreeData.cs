using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Bench;

/// <summary>Made-up rows for the booster: normal features, and a label that depends on some of them, on products and on noise.</summary>
internal sealed class TreeData
{
    public TreeData(int rows, int features)
    {
        Table = new FeatureTable(
            [.. Enumerable.Range(0, features).Select(feature => $"f{feature}")],
            [.. Enumerable.Range(0, features).Select(feature =>
            {
                var random = new RandomStream(12, (ulong)feature);
                return Enumerable.Range(0, rows).Select(_ => (float)random.NextNormal()).ToArray();
            })]);
        var noise = new RandomStream(13, 0);
        Labels = [.. Enumerable.Range(0, rows).Select(row =>
        {
            float At(int feature) => Table.Columns[feature][row];
            double margin = (0.5 * At(0)) + (0.5 * At(1) * At(2)) + (At(3) > 0.5 ? 0.6 : 0) - (0.4 * Math.Abs(At(4)));
            return noise.NextDouble() < 1 / (1 + PortableMath.Exp(-margin)) ? 1f : 0;
        })];
    }

    public FeatureTable Table { get; }

    public float[] Labels { get; }

    /// <summary>Rows of a fold: training, then validation.</summary>
    public (int[] Training, int[] Validation) Fold(int fold, int folds)
    {
        int begin = Table.Rows * fold / folds, end = Table.Rows * (fold + 1) / folds;
        return ([.. Enumerable.Range(0, Table.Rows).Where(row => row < begin || row >= end)], [.. Enumerable.Range(begin, end - begin)]);
    }

    /// <summary>Values by row, then feature.</summary>
    public float[] RowMajor(int[] rows) => [.. rows.SelectMany(row => Table.Columns.Select(column => column[row]))];
}
