using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Activations of many numbers, a multiple of 16.</summary>
internal static unsafe class Activations
{
    /// <summary>Applies one in place.</summary>
    public static void Apply(Activation activation, float* values, int count)
    {
        if (activation == Activation.Tanh)
        {
            for (int i = 0; i < count; i += 8)
                FloatMath.Tanh(Vector256.Load(values + i)).Store(values + i);
        }
        else if (activation == Activation.Relu)
        {
            for (int i = 0; i < count; i += 8)
            {
                Vector256<float> x = Vector256.Load(values + i);
                (x & Vector256.GreaterThan(x, Vector256<float>.Zero)).Store(values + i);
            }
        }
    }

    /// <summary>Turns gradients by outputs into gradients by sums, in place.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="outputs">What it gave.</param>
    /// <param name="gradients">The gradients.</param>
    /// <param name="count">How many numbers.</param>
    public static void Differentiate(Activation activation, float* outputs, float* gradients, int count)
    {
        if (activation == Activation.Tanh)
        {
            for (int i = 0; i < count; i += 8)
            {
                Vector256<float> y = Vector256.Load(outputs + i);
                (Vector256.Load(gradients + i) * Vector256.FusedMultiplyAdd(-y, y, Vector256<float>.One)).Store(gradients + i);
            }
        }
        else if (activation == Activation.Relu)
        {
            for (int i = 0; i < count; i += 8)
            {
                Vector256<float> alive = Vector256.GreaterThan(Vector256.Load(outputs + i), Vector256<float>.Zero);
                (Vector256.Load(gradients + i) & alive).Store(gradients + i);
            }
        }
    }
}
