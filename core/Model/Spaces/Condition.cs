using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>Says when a conditional parameter is active: while its parent is active and has one of the accepted values.</summary>
/// <param name="Parent">The name of the parent parameter.</param>
/// <param name="Values">The accepted values; numbers compare as numbers.</param>
public sealed record Condition(string Parent, IReadOnlyList<ParameterValue> Values)
{
    /// <summary>Whether the parent's value is accepted.</summary>
    public bool Accepts(ParameterValue value)
    {
        foreach (ParameterValue accepted in Values)
        {
            if (accepted.IsSameAs(value))
                return true;
        }

        return false;
    }
}
