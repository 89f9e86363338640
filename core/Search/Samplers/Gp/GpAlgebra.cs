namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Cholesky factors and inverses of covariance matrices, by rows padded to full vectors. Ours rather than a library's because a
/// proposal must give the same bits on every machine, and at 200 rows it is also faster than managed alternatives.
/// </summary>
internal static class GpAlgebra
{
    /// <summary>The covariance matrix: rows up to the diagonal, the noise on it.</summary>
    public static double[][] Covariance(GpPoints points, GpSettings settings)
    {
        var kernel = new GpCovariance(points, settings);
        var rows = new double[points.Count][];
        var point = new double[points.Columns.Length];
        for (int i = 0; i < points.Count; i++)
        {
            for (int f = 0; f < point.Length; f++)
                point[f] = points.Columns[f][i];
            rows[i] = new double[points.Stride];
            kernel.Row(point, Lanes.Pad(i + 1), rows[i]);
            rows[i][i] = settings.Variance + settings.Noise;
        }

        return rows;
    }

    /// <summary>Cholesky's factor by rows, or null. Zeros to the right of what is done let every product run over full vectors.</summary>
    public static double[][]? Factor(double[][] covariance, GpPoints points)
    {
        var factor = new double[points.Count][];
        for (int i = 0; i < factor.Length; i++)
        {
            double[] row = factor[i] = new double[points.Stride];
            for (int j = 0; j < i; j++)
                row[j] = (covariance[i][j] - Lanes.Dot(row.AsSpan(0, Lanes.Pad(j)), factor[j].AsSpan(0, Lanes.Pad(j)))) / factor[j][j];
            double square = covariance[i][i] - Lanes.Dot(row.AsSpan(0, Lanes.Pad(i)), row.AsSpan(0, Lanes.Pad(i)));
            if (!(square > 1e-12 * covariance[i][i]))
                return null;
            row[i] = Math.Sqrt(square);
        }

        return factor;
    }

    /// <summary>The columns of the inverse of the factor, each as a row.</summary>
    public static double[][] InvertFactor(double[][] factor, GpPoints points)
    {
        var inverse = new double[points.Count][];
        for (int j = 0; j < inverse.Length; j++)
        {
            double[] column = inverse[j] = new double[points.Stride];
            column[j] = 1 / factor[j][j];
            int start = j / 8 * 8;
            for (int i = j + 1; i < inverse.Length; i++)
            {
                int length = Lanes.Pad(i) - start;
                column[i] = -Lanes.Dot(factor[i].AsSpan(start, length), column.AsSpan(start, length)) / factor[i][i];
            }
        }

        return inverse;
    }

    /// <summary>The inverse of the covariance times the losses.</summary>
    public static double[] Solve(double[][] inverse, ReadOnlySpan<double> losses, GpPoints points)
    {
        var half = new double[points.Stride];
        for (int j = 0; j < points.Count; j++)
            Lanes.AddScaled(losses[j], inverse[j], half);
        var alpha = new double[points.Stride];
        for (int j = 0; j < points.Count; j++)
            alpha[j] = Lanes.Dot(inverse[j], half);
        return alpha;
    }
}
