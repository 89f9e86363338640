namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>How a population is bred, beside a learner. Defaults are those of Khadka and Tumer (2018) where they have one.</summary>
/// <param name="Population">Actors in it.</param>
/// <param name="Generations">Generations in all.</param>
/// <param name="Episodes">Episodes by which an actor's fitness is measured.</param>
/// <param name="EliteShare">Share that lives on unchanged, at least one.</param>
/// <param name="Tournament">Actors of which the fittest becomes a parent.</param>
/// <param name="CrossoverRate">Chance of a child to have two parents.</param>
/// <param name="MutationRate">Chance of a child to be mutated.</param>
/// <param name="MutationShare">Share of the weights that a mutation changes.</param>
/// <param name="MutationDeviation">Deviation of a change relative to the weight.</param>
/// <param name="SyncPeriod">Every so many generations the learner's actor replaces the worst.</param>
/// <param name="GradientSteps">Gradients after a generation; 0 for as many as it took steps.</param>
/// <param name="Accumulation">Batches that make one gradient.</param>
/// <param name="BufferSize">Steps that are remembered.</param>
/// <param name="NoiseScale">Deviation of the noise on the learner's actions.</param>
/// <param name="NoiseDecay">What the noise is multiplied with after each generation.</param>
internal sealed record EvolutionSettings(
    int Population = 10,
    int Generations = 10,
    int Episodes = 1,
    double EliteShare = 0.2,
    int Tournament = 3,
    double CrossoverRate = 0,
    double MutationRate = 0.9,
    double MutationShare = 0.05,
    double MutationDeviation = 0.1,
    int SyncPeriod = 1,
    int GradientSteps = 0,
    int Accumulation = 1,
    int BufferSize = 100_000,
    double NoiseScale = 0.2,
    double NoiseDecay = 1)
{
    /// <summary>How many live on unchanged.</summary>
    public int Elites => Math.Clamp((int)(Population * EliteShare), 1, Population);
}
