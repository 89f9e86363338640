using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// Normalises each row of a layer's sums to mean 0 and variance 1, then scales and shifts: Ba, Kiros and Hinton, "Layer normalization"
/// (2016). The variance is that of all outputs, divided by their number; 10⁻⁵ is added to it.
/// </summary>
internal static unsafe class LayerNorm
{
    private const float Epsilon = 1e-5f;

    /// <summary>Normalises in place.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="parameters">The network's numbers.</param>
    /// <param name="values">The sums.</param>
    /// <param name="kept">Receives the normalised sums.</param>
    /// <param name="scales">Receives by row what was multiplied with.</param>
    /// <param name="rows">How many rows.</param>
    public static void Forward(LayerShape layer, float* parameters, float* values, float* kept, float* scales, int rows)
    {
        float* gains = parameters + layer.Gains, shifts = parameters + layer.Shifts;
        for (int row = 0; row < rows; row++, values += layer.Stride, kept += layer.Stride)
        {
            // What is padded is zero and adds nothing; deviations of it are cut off.
            Vector256<float> low = default, high = default;
            for (int j = 0; j < layer.Stride; j += 16)
                (low, high) = (low + Vector256.Load(values + j), high + Vector256.Load(values + j + 8));
            Vector256<float> mean = Vector256.Create(FloatMath.Sum(low, high) / layer.Outputs);
            (low, high) = (default, default);
            for (int j = 0; j < layer.Stride; j += 16)
            {
                Vector256<float> x = (Vector256.Load(values + j) - mean) & Mask(layer.Outputs - j);
                Vector256<float> y = (Vector256.Load(values + j + 8) - mean) & Mask(layer.Outputs - j - 8);
                x.Store(kept + j);
                y.Store(kept + j + 8);
                (low, high) = (Vector256.FusedMultiplyAdd(x, x, low), Vector256.FusedMultiplyAdd(y, y, high));
            }

            float scale = 1 / float.Sqrt((FloatMath.Sum(low, high) / layer.Outputs) + Epsilon);
            scales[row] = scale;
            for (int j = 0; j < layer.Stride; j += 8)
            {
                Vector256<float> x = Vector256.Load(kept + j) * Vector256.Create(scale);
                x.Store(kept + j);
                Vector256.FusedMultiplyAdd(x, Vector256.Load(gains + j), Vector256.Load(shifts + j)).Store(values + j);
            }
        }
    }

    /// <summary>Turns gradients by what came out into gradients by the sums, in place.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="parameters">The network's numbers.</param>
    /// <param name="gradients">The gradients.</param>
    /// <param name="kept">The normalised sums.</param>
    /// <param name="scales">By row what was multiplied with.</param>
    /// <param name="into">Receives the gradients of gains and shifts, or null.</param>
    /// <param name="rows">How many rows.</param>
    public static void Backward(
        LayerShape layer, float* parameters, float* gradients, float* kept, float* scales, float* into, int rows)
    {
        if (into is not null)
        {
            Columns.SumOfProducts(gradients, kept, layer.Stride, rows, into + layer.Gains);
            Columns.Sum(gradients, layer.Stride, rows, into + layer.Shifts);
        }

        float* gains = parameters + layer.Gains;
        for (int row = 0; row < rows; row++, gradients += layer.Stride, kept += layer.Stride)
        {
            Vector256<float> low = default, high = default, lowProduct = default, highProduct = default;
            for (int j = 0; j < layer.Stride; j += 16)
            {
                Vector256<float> x = Vector256.Load(gradients + j) * Vector256.Load(gains + j);
                Vector256<float> y = Vector256.Load(gradients + j + 8) * Vector256.Load(gains + j + 8);
                x.Store(gradients + j);
                y.Store(gradients + j + 8);
                (low, high) = (low + x, high + y);
                lowProduct = Vector256.FusedMultiplyAdd(x, Vector256.Load(kept + j), lowProduct);
                highProduct = Vector256.FusedMultiplyAdd(y, Vector256.Load(kept + j + 8), highProduct);
            }

            Vector256<float> mean = Vector256.Create(FloatMath.Sum(low, high) / layer.Outputs);
            Vector256<float> product = Vector256.Create(FloatMath.Sum(lowProduct, highProduct) / layer.Outputs);
            for (int j = 0; j < layer.Stride; j += 8)
            {
                Vector256<float> x = Vector256.Load(gradients + j) - mean;
                x = Vector256.FusedMultiplyAdd(-product, Vector256.Load(kept + j), x) * Vector256.Create(scales[row]);
                (x & Mask(layer.Outputs - j)).Store(gradients + j);
            }
        }
    }

    // All bits in the first lanes.
    private static Vector256<float> Mask(int lanes) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).AsSingle();
}
