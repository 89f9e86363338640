using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A trial that trains by PPO. A step is an equal share of all updates.</summary>
internal sealed class PpoTraining : IPolicyTraining
{
    private readonly PpoTrainer trainer;
    private readonly int updates, steps;

    /// <summary>Begins.</summary>
    /// <param name="task">What it is about.</param>
    /// <param name="settings">How to learn.</param>
    /// <param name="steps">How often the policy is judged.</param>
    public PpoTraining(PolicyTask task, PpoSettings settings, int steps)
    {
        trainer = new PpoTrainer(task.Open, settings, task.Seed);
        (updates, this.steps) = (settings.Updates, steps);
    }

    /// <inheritdoc/>
    public int Done { get; private set; }

    /// <inheritdoc/>
    public Policy Policy => trainer.Policy;

    /// <inheritdoc/>
    public double[] Figures =>
    [
        trainer.MeanReward, trainer.Statistics.Divergence, trainer.Statistics.Entropy, trainer.Statistics.ClipShare,
        trainer.Statistics.ExplainedVariance,
    ];

    /// <inheritdoc/>
    public void Advance(CancellationToken cancellation)
    {
        Done++;
        // With fewer updates than steps, some judge the same policy again.
        int until = (int)Math.Max(1, (long)updates * Done / steps);
        while (trainer.Updates < until)
        {
            cancellation.ThrowIfCancellationRequested();
            trainer.Advance();
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(Done);
        trainer.Save(state);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        Done = (int)state.Integer();
        trainer.Load(state);
    }
}
