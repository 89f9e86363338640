using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees.Binning;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>
/// The features of one training set in bins, one byte per cell: what every tree of every trial on that set reads. Bins are quantiles of the
/// training rows alone; validation rows are put into the same bins. Immutable: trials share it, on any number of threads.
/// </summary>
public sealed class BinnedTable
{
    /// <summary>Room behind each column and row, so that vectors may read beyond the last.</summary>
    internal const int Padding = 64;

    /// <summary>Bins of a histogram's column, also where fewer are used.</summary>
    internal const int MaxBins = 256;

    private BinnedTable(
        BoosterKind kind, string[] names, bool[] categorical, FeatureBins[] features, int[] rowIds, int trainingRows, byte[][] columns)
    {
        (Kind, Names, Categorical, Features, RowIds, TrainingRows, Columns) =
            (kind, names, categorical, features, rowIds, trainingRows, columns);
        Stride = features.Length;
        RowMajor = new byte[((long)trainingRows * Stride) + Padding];
        for (int feature = 0; feature < columns.Length; feature++)
        {
            byte[] column = columns[feature];
            long at = feature;
            for (int row = 0; row < trainingRows; row++, at += Stride)
                RowMajor[at] = column[row];
        }
    }

    /// <summary>Whose thresholds the bins have.</summary>
    public BoosterKind Kind { get; }

    /// <summary>The names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many rows are trained on.</summary>
    public int TrainingRows { get; }

    /// <summary>How many rows are held out for the metric after each tree.</summary>
    public int ValidationRows => RowIds.Length - TrainingRows;

    /// <summary>Bytes that it holds.</summary>
    public long Bytes => RowMajor.LongLength + Columns.Sum(static column => column.LongLength) + (4L * RowIds.Length);

    /// <summary>By feature where its bins end: below it for XGBoost, up to it for LightGBM; of categories their numbers.</summary>
    public IReadOnlyDictionary<string, double[]> BinEnds =>
        Features.Select((bins, feature) => KeyValuePair.Create(
            Names[feature], bins.Categories is { } categories
                ? Array.ConvertAll(categories, static category => (double)category)
                // LightGBM's last bin has no end.
                : Array.FindAll(bins.Thresholds, double.IsFinite))).ToDictionary(StringComparer.Ordinal);

    /// <summary>Which features are categories.</summary>
    internal bool[] Categorical { get; }

    /// <summary>The bins, by feature.</summary>
    internal FeatureBins[] Features { get; }

    /// <summary>The table's row of each row here: training rows first.</summary>
    internal int[] RowIds { get; }

    /// <summary>Bins by feature, then row: for partitions.</summary>
    internal byte[][] Columns { get; }

    /// <summary>Bins by training row, then feature: for histograms.</summary>
    internal byte[] RowMajor { get; }

    /// <summary>Bytes from a row to the next in <see cref="RowMajor"/>.</summary>
    internal int Stride { get; }

    /// <summary>Puts features into bins.</summary>
    /// <param name="table">The features.</param>
    /// <param name="trainingRows">The rows that are trained on; their values alone decide the bins.</param>
    /// <param name="validationRows">Rows held out for the metric after each tree; may be empty.</param>
    /// <param name="kind">Whose thresholds.</param>
    /// <param name="maxBin">Bins of a feature, <c>max_bin</c>; 2 to 256.</param>
    /// <exception cref="ArgumentException">There is nothing to train on, or <paramref name="maxBin"/> is out of range.</exception>
    public static BinnedTable Create(
        FeatureTable table, ReadOnlySpan<int> trainingRows, ReadOnlySpan<int> validationRows, BoosterKind kind, int maxBin)
    {
        if (trainingRows.IsEmpty || table.Columns.Count == 0)
            throw new ArgumentException("There are no rows or no features to train on.", nameof(trainingRows));
        if (maxBin is < 2 or > MaxBins)
            throw new ArgumentException($"max_bin is {maxBin}, but must be 2 to {MaxBins}.", nameof(maxBin));
        int[] rowIds = [.. trainingRows, .. validationRows];
        var features = new FeatureBins[table.Columns.Count];
        byte[][] columns = new byte[features.Length][];
        float[] sorted = new float[trainingRows.Length];
        for (int feature = 0; feature < features.Length; feature++)
        {
            float[] values = table.Columns[feature];
            int present = 0;
            foreach (int row in trainingRows)
            {
                if (!float.IsNaN(values[row]))
                    sorted[present++] = values[row];
            }

            bool missing = present < trainingRows.Length || table.Categorical[feature];
            foreach (int row in validationRows)
                missing |= float.IsNaN(values[row]);
            int room = Math.Min(maxBin, missing ? MaxBins - 1 : MaxBins);
            Span<float> known = sorted.AsSpan(0, present);
            known.Sort();
            FeatureBins bins = table.Categorical[feature]
                ? FeatureBins.OfCategories(known.ToArray(), MaxBins - 2)
                : FeatureBins.OfNumbers(known, room, kind);
            byte[] column = new byte[rowIds.Length + Padding];
            for (int row = 0; row < rowIds.Length; row++)
                column[row] = (byte)bins.BinOf(values[rowIds[row]]);
            (features[feature], columns[feature]) = (bins, column);
        }

        return new BinnedTable(kind, [.. table.Names], [.. table.Categorical], features, rowIds, trainingRows.Length, columns);
    }
}
