namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Generalised advantage estimation: Schulman, Moritz, Levine, Jordan and Abbeel (2016).</summary>
internal static class GeneralAdvantages
{
    /// <summary>The advantages of one environment's steps.</summary>
    /// <param name="rewards">By step the reward; what a cut off episode would still have brought included.</param>
    /// <param name="values">By step the value of what was seen before it.</param>
    /// <param name="over">By step whether the episode ended with it.</param>
    /// <param name="last">The value of what is seen after the last step.</param>
    /// <param name="gamma">What a reward is worth one step later.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="advantages">Receives the advantages.</param>
    public static void Of(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<float> values,
        ReadOnlySpan<bool> over,
        double last,
        double gamma,
        double lambda,
        Span<float> advantages)
    {
        double advantage = 0, next = last;
        for (int i = rewards.Length - 1; i >= 0; i--)
        {
            double goes = over[i] ? 0 : 1;
            double surprise = rewards[i] + (gamma * next * goes) - values[i];
            advantage = surprise + (gamma * lambda * goes * advantage);
            advantages[i] = (float)advantage;
            next = values[i];
        }
    }
}
