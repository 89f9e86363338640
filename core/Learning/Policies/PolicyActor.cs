using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Acts for several observations at once. One thread at a time.</summary>
/// <param name="policy">The policy.</param>
/// <param name="rows">Most observations at once.</param>
internal sealed class PolicyActor(Policy policy, int rows)
{
    private readonly NetworkPass pass = new(policy.Shape.Network, rows);

    /// <summary>Decides.</summary>
    /// <param name="observations">A row for each observation.</param>
    /// <param name="actions">Receives a row for each action.</param>
    /// <param name="count">How many.</param>
    public void Act(RowBuffer observations, RowBuffer actions, int count)
    {
        for (int row = 0; row < count; row++)
            policy.Normalisation.Apply(observations.Row(row), pass.Input.Row(row));
        pass.Forward(policy.Parameters, count);
        for (int row = 0; row < count; row++)
            policy.Shape.Decide(pass.Output.Row(row), actions.Row(row));
    }
}
