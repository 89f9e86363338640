using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Search.Samplers.Auto;
using ServerlessTuner.Core.Search.Samplers.CmaEs;
using ServerlessTuner.Core.Search.Samplers.Gp;
using ServerlessTuner.Core.Search.Samplers.Tpe;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>All samplers by name. A sampler says what it is called and takes in its own file.</summary>
public static class SamplerRegistry
{
    /// <summary>Every sampler, in the order in which they are listed.</summary>
    public static IReadOnlyList<SamplerInfo> All { get; } =
    [
        AutoSampler.Info,
        GridSampler.Info,
        RandomSampler.Info,
        TpeSampler.Info,
        SobolSampler.Info,
        NsgaSampler.Info,
        CmaEsSampler.Info,
        GpSampler.Info,
    ];

    /// <summary>The sampler with a name or alias, or null.</summary>
    public static SamplerInfo? Find(string name) =>
        All.FirstOrDefault(
            info => string.Equals(info.Name, name, StringComparison.Ordinal) || info.Aliases.Contains(name, StringComparer.Ordinal));

    /// <summary>Makes a sampler.</summary>
    /// <exception cref="InvalidInputException">The name or a setting is unknown, or a value is not allowed.</exception>
    public static ISampler Create(ComponentSpec component)
    {
        SamplerInfo info = Find(component.Name) ?? throw new InvalidInputException(
            Place.Field("sampler"),
            $"sampler is '{component.Name}', which does not exist.",
            $"Choose one of {string.Join(", ", All.Select(sampler => sampler.Name))}.");
        return info.Create(new SettingValues("sampler", $"sampler {info.Name}", info.Settings, component.Settings));
    }
}
