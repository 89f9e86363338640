using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Growing;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Trees;

/// <summary>Random rows: numbers of few or many values, missing ones, categories; labels that depend on them.</summary>
internal sealed class TreeCase
{
    public TreeCase(ulong seed, int rows, int features, int values, double missing = 0, int categories = 0, int classes = 2, bool weights = false)
    {
        var random = new RandomStream(seed, 0);
        int all = features + (categories > 0 ? 1 : 0);
        float[][] columns = [.. Enumerable.Range(0, all).Select(_ => new float[rows])];
        Labels = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int feature = 0; feature < features; feature++)
            {
                // An uneven grid, so that midpoints and values differ.
                double value = values > 0 ? Math.Round(Math.Abs(random.NextNormal()) * values / 4) : random.NextNormal();
                columns[feature][row] = random.NextDouble() < missing ? float.NaN : (float)(value * 0.37);
            }

            if (categories > 0)
                columns[features][row] = random.NextDouble() < missing ? float.NaN : random.NextInt(categories);
            double signal = Known(columns[0][row]) - Known(columns[1 % features][row])
                + (categories > 0 && Known(columns[features][row]) % 3 == 1 ? 1.5 : 0) + (Known(columns[2 % features][row]) > 1 ? 1 : 0);
            Labels[row] = Math.Clamp((int)Math.Floor((signal + random.NextNormal()) + (classes / 2.0)), 0, classes - 1);
        }

        bool[] categorical = [.. Enumerable.Range(0, all).Select(feature => feature == features)];
        Table = new FeatureTable([.. Enumerable.Range(0, all).Select(feature => $"feature{feature}")], columns, categorical);
        Weights = weights ? [.. Enumerable.Range(0, rows).Select(_ => (float)(0.5 + random.NextDouble()))] : null;
    }

    public FeatureTable Table { get; }

    public float[] Labels { get; }

    public float[]? Weights { get; }

    public BoosterTargets Targets => new(Labels, Weights);

    public float[] RowMajor => [.. Enumerable.Range(0, Table.Rows).SelectMany(row => Table.Columns.Select(column => column[row]))];

    /// <summary>The first three quarters of the rows are trained on, the others validate, if wanted.</summary>
    public BinnedTable Bin(BoosterParameters parameters, bool validate = false)
    {
        int training = validate ? Table.Rows * 3 / 4 : Table.Rows;
        int[] rows = [.. Enumerable.Range(0, Table.Rows)];
        return BinnedTable.Create(Table, rows.AsSpan(0, training), rows.AsSpan(training), parameters.Kind, parameters.MaxBin);
    }

    public TreeModel Train(BoosterParameters parameters, bool validate = false, VectorWidth? width = null) =>
        Booster.Train(Bin(parameters, validate), Targets, parameters, null, width ?? VectorWidths.Best, default);

    private static double Known(float value) => float.IsNaN(value) ? -1 : value;
}
