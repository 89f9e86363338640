namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A trial's training so far, and the policies after its steps, so that further scenarios judge without training again.</summary>
/// <param name="training">The training.</param>
internal sealed class PolicyRun(IPolicyTraining training)
{
    private readonly List<(Policy Policy, double[] Figures)> steps = [];

    /// <summary>The policy after a step, from 1, and the figures of the training; trains as far as that.</summary>
    public (Policy Policy, double[] Figures) After(int step, CancellationToken cancellation)
    {
        while (steps.Count < step)
        {
            training.Advance(cancellation);
            steps.Add((training.Policy, training.Figures));
        }

        return steps[step - 1];
    }
}
