namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>Training points of a Gaussian process, stored by column, padded to full vectors.</summary>
internal sealed class GpPoints
{
    public GpPoints(IReadOnlyList<double[]> points, int[] scaleOf, int scales)
    {
        (Count, Stride, ScaleOf, Scales) = (points.Count, Lanes.Pad(points.Count), scaleOf, scales);
        Columns = new double[scaleOf.Length][];
        for (int f = 0; f < Columns.Length; f++)
        {
            Columns[f] = new double[Stride];
            for (int i = 0; i < Count; i++)
                Columns[f][i] = points[i][f];
        }
    }

    public int Count { get; }

    /// <summary>The count rounded up to full vectors.</summary>
    public int Stride { get; }

    public double[][] Columns { get; }

    public int[] ScaleOf { get; }

    public int Scales { get; }
}
