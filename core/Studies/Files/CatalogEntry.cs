using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Something a study file can name: a strategy, a function, a sampler, a pruner.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Description">What it is, one sentence.</param>
/// <param name="Settings">What it takes.</param>
public sealed record CatalogEntry(string Name, string Description, IReadOnlyList<Setting> Settings)
{
    /// <summary>Other names that are understood.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether it takes other settings as well, as a function takes dimensions of any name.</summary>
    public bool AnySettings { get; init; }

    /// <summary>Whether it optimises one metric only.</summary>
    public bool OneMetricOnly { get; init; }

    /// <summary>Makes what the entry names, for the faults of settings that do not go together; null where there are none.</summary>
    public Action<SettingValues>? Check { get; init; }
}
