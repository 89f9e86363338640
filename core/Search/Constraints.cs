namespace ServerlessTuner.Core.Search;

/// <summary>A condition that the values of a trial must meet, such as <c>fast &lt; slow</c>. A point that violates it is never proposed and never counted.</summary>
/// <remarks>Pure: the same values always give the same answer. May be called from several threads.</remarks>
public interface IConstraint
{
    /// <summary>The condition as the user wrote it.</summary>
    string Text { get; }

    /// <summary>The parameters it depends on, without repeats.</summary>
    IReadOnlyList<string> Parameters { get; }

    /// <summary>Whether the values meet the condition. Asked only when all <see cref="Parameters"/> have a value; others may be missing.</summary>
    bool Holds(ParameterSet values);
}

/// <summary>A constraint given as code.</summary>
/// <param name="Text">The condition as people read it.</param>
/// <param name="Parameters">The parameters it depends on.</param>
/// <param name="Test">Whether values meet it.</param>
public sealed record DelegateConstraint(string Text, IReadOnlyList<string> Parameters, Func<ParameterSet, bool> Test) : IConstraint
{
    /// <inheritdoc/>
    public bool Holds(ParameterSet values) => Test(values);
}

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
