using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// A trial that breeds actors beside a learner. A step is a generation; its champion is judged by data that it was not chosen on, and the
/// best champion so far is what is kept.
/// </summary>
internal sealed class DdpgGaTraining : IPolicyTraining
{
    private readonly PolicyTask task;
    private readonly DdpgGaTrainer trainer;
    private double best = double.NegativeInfinity, bestTraining = double.NegativeInfinity;

    /// <summary>Begins.</summary>
    public DdpgGaTraining(PolicyTask task, DdpgSettings settings, EvolutionSettings evolution)
    {
        this.task = task;
        trainer = new DdpgGaTrainer(task.Open(), settings, evolution, task.Seed);
        Policy = trainer.Champion;
    }

    /// <inheritdoc/>
    public int Done => trainer.Generations;

    /// <inheritdoc/>
    public Policy Policy { get; private set; }

    /// <inheritdoc/>
    public double[] Figures => [bestTraining, trainer.MeanFitness, trainer.LearnerReward];

    /// <inheritdoc/>
    public void Advance(CancellationToken cancellation)
    {
        trainer.Advance(cancellation);
        bestTraining = Math.Max(bestTraining, trainer.ChampionFitness);
        double fitness = task.World.Judge(trainer.Champion, task.Settings, task.Scenario, DataPart.Validation, cancellation).Reward;
        if (fitness > best)
            (best, Policy) = (fitness, trainer.Champion);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(best);
        state.Write(bestTraining);
        state.Write(Policy.Parameters.Span);
        state.Write<float>(Policy.Normalisation.Means.ToArray());
        state.Write<float>(Policy.Normalisation.Factors.ToArray());
        trainer.Save(state);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        (best, bestTraining) = (state.Double(), state.Double());
        var numbers = new FloatBuffer(Policy.Parameters.Count);
        state.Read(numbers.Span);
        (float[] means, float[] factors) = (new float[Policy.Normalisation.Means.Count], new float[Policy.Normalisation.Means.Count]);
        state.Read<float>(means);
        state.Read<float>(factors);
        Policy = new Policy(Policy.Shape, numbers, new Normalisation(means, factors));
        trainer.Load(state);
    }
}
