using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>A pruner as it is listed and configured.</summary>
/// <param name="Name">The name in the study file.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Settings">Its settings, with the names and defaults of the original.</param>
/// <param name="Create">Makes the pruner from complete settings and the study's name.</param>
public sealed record PrunerInfo(string Name, string Summary, IReadOnlyList<Setting> Settings, Func<SettingValues, string, IPruner> Create);
