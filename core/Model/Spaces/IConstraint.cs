using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// A condition that the values of a trial must meet, such as <c>fast &lt; slow</c>. A point that violates it is never proposed and never
/// counted.
/// </summary>
/// <remarks>Pure: the same values always give the same answer. May be called from several threads.</remarks>
public interface IConstraint
{
    /// <summary>The condition as the user wrote it.</summary>
    string Text { get; }

    /// <summary>The parameters it depends on, without repeats.</summary>
    IReadOnlyList<string> Parameters { get; }

    /// <summary>
    /// Whether the values meet the condition. Asked only when all <see cref="Parameters"/> have a value; others may be missing.
    /// </summary>
    bool Holds(ParameterSet values);
}
