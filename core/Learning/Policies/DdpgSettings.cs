namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>How the learner beside a population learns.</summary>
/// <param name="ActorRate">Learning rate of the actor.</param>
/// <param name="CriticRate">Learning rate of the critic.</param>
/// <param name="Gamma">What a reward is worth one step later.</param>
/// <param name="Tau">How much of the networks the slow copies take on after each gradient.</param>
/// <param name="BatchSize">Steps of a gradient: those of all batches that are accumulated.</param>
/// <param name="Hidden">Hidden layers of all networks.</param>
internal sealed record DdpgSettings(
    double ActorRate = 5e-5,
    double CriticRate = 5e-4,
    double Gamma = 0.99,
    double Tau = 0.001,
    int BatchSize = 128,
    IReadOnlyList<int>? Hidden = null)
{
    /// <summary>Hidden layers of all networks.</summary>
    public IReadOnlyList<int> Layers => Hidden ?? [128, 128];
}
