using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>All pruners by name. A pruner says what it is called and takes in its own file.</summary>
public static class PrunerRegistry
{
    /// <summary>Every pruner, in the order in which they are listed.</summary>
    public static IReadOnlyList<PrunerInfo> All { get; } =
    [
        NonePruner.Info,
        PercentilePruner.Median,
        PercentilePruner.Info,
        ThresholdPruner.Info,
        PatientPruner.Info,
        SuccessiveHalvingPruner.Info,
        HyperbandPruner.Info,
        WandbHyperbandPruner.Info,
        WilcoxonPruner.Info,
    ];

    /// <summary>The pruner with a name, or null.</summary>
    public static PrunerInfo? Find(string name) => All.FirstOrDefault(info => string.Equals(info.Name, name, StringComparison.Ordinal));

    /// <summary>Makes a pruner.</summary>
    /// <param name="component">The name and the settings given.</param>
    /// <param name="studyName">The study's name; Hyperband's brackets follow from it.</param>
    /// <param name="path">The path of the pruner in the study file, for messages.</param>
    /// <exception cref="InvalidInputException">The name or a setting is unknown, a value is not allowed, or a needed one is
    /// missing.</exception>
    public static IPruner Create(ComponentSpec component, string studyName, string path = "pruner")
    {
        PrunerInfo info = Find(component.Name) ?? throw new InvalidInputException(
            Place.Field(path),
            $"{path} is '{component.Name}', which does not exist.",
            $"Choose one of {string.Join(", ", All.Select(pruner => pruner.Name))}.");
        return info.Create(new SettingValues(path, $"pruner {info.Name}", info.Settings, component.Settings), studyName);
    }
}
