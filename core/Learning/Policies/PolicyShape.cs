using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// The network that acts: what it sees and gives. The choice with the largest number is taken; other actions are within ±1.
/// </summary>
/// <param name="Environment">What it acts in.</param>
/// <param name="Hidden">Outputs of each hidden layer.</param>
/// <param name="Activation">Of the hidden layers.</param>
/// <param name="Last">Of the last layer.</param>
/// <param name="Normalises">Whether hidden layers normalise.</param>
internal sealed record PolicyShape(
    EnvironmentShape Environment, IReadOnlyList<int> Hidden, Activation Activation, Activation Last, bool Normalises)
{
    /// <summary>The network.</summary>
    public NetworkShape Network { get; } = new(
        Environment.Observations, Hidden, Environment.Actions, Activation, Last, Normalises);

    /// <summary>The action that a row of outputs means, without chance.</summary>
    public void Decide(ReadOnlySpan<float> outputs, Span<float> action)
    {
        if (Environment.IsDiscrete)
        {
            int best = 0;
            for (int i = 1; i < outputs.Length; i++)
                best = outputs[i] > outputs[best] ? i : best;
            action[0] = best;
            return;
        }

        for (int i = 0; i < outputs.Length; i++)
            action[i] = Math.Clamp(outputs[i], -1f, 1f);
    }
}
