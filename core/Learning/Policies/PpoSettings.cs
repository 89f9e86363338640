namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>How PPO learns. Names and meanings are those of Stable-Baselines3, but for <paramref name="Steps"/>.</summary>
/// <param name="LearningRate">The first learning rate; it falls to 0 along a line.</param>
/// <param name="Steps">Steps between updates, of all environments together.</param>
/// <param name="Environments">Environments side by side.</param>
/// <param name="BatchSize">Steps of a gradient.</param>
/// <param name="Epochs">Passes over the steps of an update.</param>
/// <param name="Gamma">What a reward is worth one step later.</param>
/// <param name="Lambda">λ of generalised advantages.</param>
/// <param name="Clip">How far probabilities and values may move from the old ones before the gradient ends.</param>
/// <param name="EntropyCoefficient">Weight of the entropy.</param>
/// <param name="ValueCoefficient">Weight of the value loss.</param>
/// <param name="MaxGradientNorm">Longest gradient.</param>
/// <param name="Hidden">Hidden layers of both networks.</param>
/// <param name="TotalSteps">Steps in all.</param>
/// <param name="FirstLogDeviation">Logarithm of the first standard deviation of actions.</param>
internal sealed record PpoSettings(
    double LearningRate = 3e-4,
    int Steps = 2048,
    int Environments = 8,
    int BatchSize = 64,
    int Epochs = 10,
    double Gamma = 0.99,
    double Lambda = 0.95,
    double Clip = 0.2,
    double EntropyCoefficient = 0,
    double ValueCoefficient = 0.5,
    double MaxGradientNorm = 0.5,
    IReadOnlyList<int>? Hidden = null,
    int TotalSteps = 100_000,
    double FirstLogDeviation = 0)
{
    /// <summary>How often the networks are updated.</summary>
    public int Updates => (TotalSteps + Steps - 1) / Steps;

    /// <summary>Hidden layers of both networks.</summary>
    public IReadOnlyList<int> Layers => Hidden ?? [64, 64];
}
