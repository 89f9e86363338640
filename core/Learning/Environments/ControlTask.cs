using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A classic control task: a few numbers of state, a limit of steps.</summary>
/// <param name="shape">What it shows and takes.</param>
/// <param name="numbers">Numbers of state.</param>
/// <param name="limit">Steps after which an episode is cut off.</param>
internal abstract class ControlTask(EnvironmentShape shape, int numbers, int limit) : IEnvironment
{
    private int steps;

    /// <inheritdoc/>
    public EnvironmentShape Shape => shape;

    /// <summary>The state.</summary>
    protected double[] State { get; } = new double[numbers];

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        steps = 0;
        Begin(ref random);
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepOutcome Step(ReadOnlySpan<float> action, Span<float> observation)
    {
        (double reward, bool over) = Act(action[0]);
        Observe(observation);
        return new StepOutcome(reward, over, ++steps >= limit && !over);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; } = [.. Enumerable.Range(0, numbers).Select(static i => $"state_{i}")];

    /// <inheritdoc/>
    public void Describe(ICollection<string> texts)
    {
        foreach (double number in State)
            texts.Add(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(steps);
        state.Write<double>(State);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        steps = (int)state.Integer();
        state.Read<double>(State);
    }

    /// <summary>Draws a first state.</summary>
    protected abstract void Begin(ref RandomStream random);

    /// <summary>Moves the state; returns the reward and whether the task is over.</summary>
    protected abstract (double Reward, bool Over) Act(float action);

    /// <summary>Shows the state.</summary>
    protected abstract void Observe(Span<float> observation);

    /// <summary>Draws all of the state between two bounds.</summary>
    protected void Uniform(ref RandomStream random, double low, double high)
    {
        for (int i = 0; i < State.Length; i++)
            State[i] = low + (random.NextDouble() * (high - low));
    }
}
