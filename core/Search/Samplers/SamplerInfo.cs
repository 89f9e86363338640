using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>A sampler as it is listed and configured.</summary>
/// <param name="Name">The name in the study file.</param>
/// <param name="Aliases">Other names that are understood.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Create">Makes the sampler from complete settings.</param>
public sealed record SamplerInfo(
    string Name,
    IReadOnlyList<string> Aliases,
    string Summary,
    IReadOnlyList<Setting> Settings,
    Func<SettingValues, ISampler> Create)
{
    /// <summary>Whether it models one number, so that a study file with several metrics is refused.</summary>
    public bool OneMetricOnly { get; init; }
}
