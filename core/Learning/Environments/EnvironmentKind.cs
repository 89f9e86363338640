using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A kind of environment.</summary>
/// <param name="Name">The name in the study file, in snake_case.</param>
/// <param name="Summary">What it is, one sentence.</param>
/// <param name="Settings">The settings that it alone has.</param>
/// <param name="Figures">By what it describes episodes.</param>
/// <param name="IsDiscrete">Whether an action is one of several choices.</param>
/// <param name="NeedsMarket">Whether it is made of market data.</param>
/// <param name="Open">Makes a study's world.</param>
internal sealed record EnvironmentKind(
    string Name,
    string Summary,
    IReadOnlyList<Setting> Settings,
    IReadOnlyList<EnvironmentFigure> Figures,
    bool IsDiscrete,
    bool NeedsMarket,
    Func<WorldData, IWorld> Open)
{
    /// <summary>Names of <see cref="Settings"/> that are the same for all trials of a study.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>Whether policies see the default features where a study names none.</summary>
    public bool ShowsFeatures { get; init; }
}
