using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// All names that a study file may use. The reader, the JSON Schema and the template know strategies, samplers and the
/// rest through this only.
/// </summary>
public sealed record StudyCatalog
{
    /// <summary>What this program offers.</summary>
    public static StudyCatalog Default { get; } = BuiltInCatalog.Create();

    /// <summary>Strategies with the settings of their signals.</summary>
    public IReadOnlyList<CatalogEntry> Strategies { get; init; } = [];

    /// <summary>Settings of the exits, which every strategy takes.</summary>
    public IReadOnlyList<Setting> Exits { get; init; } = [];

    /// <summary>Metrics of a backtest, in the order of the result files.</summary>
    public IReadOnlyList<MetricDefinition> BacktestMetrics { get; init; } = [];

    /// <summary>Test functions with their parameters.</summary>
    public IReadOnlyList<CatalogEntry> Functions { get; init; } = [];

    /// <summary>Metrics of a test function.</summary>
    public IReadOnlyList<MetricDefinition> FunctionMetrics { get; init; } = [];

    /// <summary>Models with their settings.</summary>
    public IReadOnlyList<CatalogEntry> Models { get; init; } = [];

    /// <summary>Samplers with their settings.</summary>
    public IReadOnlyList<CatalogEntry> Samplers { get; init; } = [];

    /// <summary>Pruners with their settings.</summary>
    public IReadOnlyList<CatalogEntry> Pruners { get; init; } = [];

    /// <summary>The entry with a name or alias, or null.</summary>
    public static CatalogEntry? Find(IReadOnlyList<CatalogEntry> entries, string name)
    {
        foreach (CatalogEntry entry in entries)
        {
            if (entry.Name == name || entry.Aliases.Contains(name))
                return entry;
        }

        return null;
    }
}
