using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>What a world is made of.</summary>
/// <param name="Symbols">The bars; none for worlds without a market.</param>
/// <param name="Features">What policies see of them; none for the environment's own choice.</param>
/// <param name="Settings">Settings that all trials share.</param>
/// <param name="Seed">The study's seed.</param>
internal sealed record WorldData(
    IReadOnlyList<Bars> Symbols, IReadOnlyList<FeatureDefinition> Features, SettingValues Settings, ulong Seed)
{
    /// <summary>
    /// <see cref="IWorld.Scales"/> of the world that a finished policy was trained in, which is to be used on these data as a whole; null
    /// where policies are trained.
    /// </summary>
    public IReadOnlyList<double[]>? Scales { get; init; }
}
