using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Settings;

/// <summary>A sampler or pruner by name, with its settings.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Settings">The settings given; the rest are defaults.</param>
public sealed record ComponentSpec(string Name, ParameterSet Settings)
{
    /// <summary>A component with default settings.</summary>
    public ComponentSpec(string name)
        : this(name, ParameterSet.Empty)
    {
    }
}
