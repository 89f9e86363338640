using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Adam (Kingma and Ba 2015), with β 0.9 and 0.999; ε stands outside the root.</summary>
internal sealed unsafe class AdamOptimizer
{
    private const double Beta1 = 0.9, Beta2 = 0.999;
    private readonly float epsilon;
    private readonly FloatBuffer first, second;
    private double power1 = 1, power2 = 1;

    /// <summary>Starts with no history.</summary>
    /// <param name="count">How many numbers are learnt, a multiple of 16.</param>
    /// <param name="epsilon">ε.</param>
    public AdamOptimizer(int count, double epsilon = 1e-8) =>
        (this.epsilon, first, second) = ((float)epsilon, new FloatBuffer(count), new FloatBuffer(count));

    /// <summary>Takes a step down the gradient.</summary>
    /// <param name="parameters">What is learnt.</param>
    /// <param name="gradients">The gradient.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="factor">What the gradient is multiplied with first.</param>
    public void Step(FloatBuffer parameters, FloatBuffer gradients, double rate, float factor = 1)
    {
        (power1, power2) = (power1 * Beta1, power2 * Beta2);
        float* p = parameters.Pointer, g = gradients.Pointer, m = first.Pointer, v = second.Pointer;
        Vector256<float> step = Vector256.Create((float)(rate / (1 - power1))), root = Vector256.Create((float)(1 / Math.Sqrt(1 - power2)));
        Vector256<float> b1 = Vector256.Create((float)Beta1), c1 = Vector256.Create((float)(1 - Beta1));
        Vector256<float> b2 = Vector256.Create((float)Beta2), c2 = Vector256.Create((float)(1 - Beta2));
        Vector256<float> least = Vector256.Create(epsilon), scale = Vector256.Create(factor);
        for (int i = 0; i < first.Count; i += 8)
        {
            Vector256<float> gradient = Vector256.Load(g + i) * scale;
            Vector256<float> mean = Vector256.FusedMultiplyAdd(b1, Vector256.Load(m + i), c1 * gradient);
            Vector256<float> square = Vector256.FusedMultiplyAdd(b2, Vector256.Load(v + i), c2 * gradient * gradient);
            mean.Store(m + i);
            square.Store(v + i);
            Vector256<float> change = mean / Vector256.FusedMultiplyAdd(Vector256.Sqrt(square), root, least);
            Vector256.FusedMultiplyAdd(-step, change, Vector256.Load(p + i)).Store(p + i);
        }

        GC.KeepAlive(parameters);
        GC.KeepAlive(gradients);
        GC.KeepAlive(this);
    }

    /// <summary>Writes the history.</summary>
    public void Save(StateWriter state)
    {
        state.Write(power1);
        state.Write(power2);
        state.Write(first.Span);
        state.Write(second.Span);
    }

    /// <summary>Reads the history.</summary>
    public void Load(StateReader state)
    {
        (power1, power2) = (state.Double(), state.Double());
        state.Read(first.Span);
        state.Read(second.Span);
    }
}
