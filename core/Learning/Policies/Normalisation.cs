namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>How observations are made comparable: less the mean, over the root of the variance, within ±10. Immutable.</summary>
internal sealed class Normalisation
{
    private const float Limit = 10;
    private readonly float[] means, factors;

    /// <summary>Takes means and factors.</summary>
    public Normalisation(float[] means, float[] factors) => (this.means, this.factors) = (means, factors);

    /// <summary>What is subtracted.</summary>
    public IReadOnlyList<float> Means => means;

    /// <summary>What is multiplied with then.</summary>
    public IReadOnlyList<float> Factors => factors;

    /// <summary>That of numbers seen so far.</summary>
    public static Normalisation Of(RunningMoments moments) => new(
        Array.ConvertAll(moments.Mean, static mean => (float)mean),
        Array.ConvertAll(moments.Variance, static variance => (float)(1 / Math.Sqrt(variance + 1e-8))));

    /// <summary>One that changes nothing but what is beyond ±10.</summary>
    public static Normalisation None(int count) => new(new float[count], [.. Enumerable.Repeat(1f, count)]);

    /// <summary>Applies it.</summary>
    public void Apply(ReadOnlySpan<float> observation, Span<float> into)
    {
        for (int i = 0; i < means.Length; i++)
            into[i] = Math.Clamp((observation[i] - means[i]) * factors[i], -Limit, Limit);
    }
}
