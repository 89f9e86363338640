using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Tests.Support;

/// <summary>A constraint given as code, for tests.</summary>
/// <param name="Text">The condition as people read it.</param>
/// <param name="Parameters">The parameters it depends on.</param>
/// <param name="Test">Whether values meet it.</param>
internal sealed record DelegateConstraint(string Text, IReadOnlyList<string> Parameters, Func<ParameterSet, bool> Test) : IConstraint
{
    /// <inheritdoc/>
    public bool Holds(ParameterSet values) => Test(values);
}
