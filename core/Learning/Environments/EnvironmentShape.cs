namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>What an environment shows and takes.</summary>
/// <param name="Observations">Numbers of an observation.</param>
/// <param name="Actions">Of a discrete environment the number of choices; else the numbers of an action, each from −1 to 1.</param>
/// <param name="IsDiscrete">Whether an action is one of several choices, given as its number from 0.</param>
internal sealed record EnvironmentShape(int Observations, int Actions, bool IsDiscrete)
{
    /// <summary>Numbers in which an action is given.</summary>
    public int ActionNumbers => IsDiscrete ? 1 : Actions;
}
