using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// Orthogonal first weights: Saxe, McClelland and Ganguli (2014). Rows or columns, whichever are fewer, have the length of the gain and
/// are at right angles. Biases are 0, gains of normalisation 1.
/// </summary>
internal static class OrthogonalStart
{
    /// <summary>Fills a network.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="parameters">Receives its numbers.</param>
    /// <param name="hidden">The gain of hidden layers.</param>
    /// <param name="last">The gain of the last layer.</param>
    /// <param name="random">Draws.</param>
    public static void Fill(NetworkShape shape, FloatBuffer parameters, double hidden, double last, ref RandomStream random)
    {
        foreach (LayerShape layer in shape.Layers)
        {
            double[][] vectors = Vectors(Math.Min(layer.Inputs, layer.Outputs), Math.Max(layer.Inputs, layer.Outputs), ref random);
            double gain = layer == shape.Layers[^1] ? last : hidden;
            Span<float> all = parameters.Span;
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Outputs; j++)
                {
                    double part = layer.Inputs < layer.Outputs ? vectors[i][j] : vectors[j][i];
                    all[layer.Weights + (i * layer.Stride) + j] = (float)(gain * part);
                }
            }

            if (layer.Normalises)
                all.Slice(layer.Gains, layer.Outputs).Fill(1);
        }
    }

    // Normal numbers, made orthogonal one after the other (Gram and Schmidt), twice, for what rounding leaves.
    private static double[][] Vectors(int count, int length, ref RandomStream random)
    {
        var vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double[] one = vectors[i] = new double[length];
            for (int k = 0; k < length; k++)
                one[k] = random.NextNormal();
            for (int turn = 0; turn < 2; turn++)
            {
                for (int j = 0; j < i; j++)
                {
                    double along = Dot(one, vectors[j]);
                    for (int k = 0; k < length; k++)
                        one[k] -= along * vectors[j][k];
                }

                double norm = Math.Sqrt(Dot(one, one));
                for (int k = 0; k < length; k++)
                    one[k] /= norm;
            }
        }

        return vectors;
    }

    // Plain sums in order: not worth more, once per training.
    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int k = 0; k < left.Length; k++)
            sum += left[k] * right[k];
        return sum;
    }
}
