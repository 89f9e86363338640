namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>What a step led to.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Terminated">Whether the episode has come to its end, after which nothing is worth anything.</param>
/// <param name="Truncated">Whether it was cut off by a limit of time: it would have gone on.</param>
internal readonly record struct StepOutcome(double Reward, bool Terminated, bool Truncated)
{
    /// <summary>Whether the episode is over.</summary>
    public bool IsOver => Terminated || Truncated;
}
