using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>A classic control task. All trials of a study are judged by the same episodes.</summary>
/// <param name="make">Makes an environment.</param>
/// <param name="data">The study.</param>
internal sealed class ControlWorld(Func<IEnvironment> make, WorldData data) : IWorld
{
    /// <inheritdoc/>
    public EnvironmentShape Shape { get; } = make().Shape;

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Scales => [];

    /// <inheritdoc/>
    public IEnvironment Open(SettingValues settings, Scenario scenario) => make();

    /// <inheritdoc/>
    public int Episodes(DataPart part) => data.Settings.Integer(PolicySettings.Episodes.Name);

    /// <inheritdoc/>
    public IEnvironment Begin(SettingValues settings, Scenario scenario, DataPart part, int episode, Span<float> observation)
    {
        IEnvironment environment = make();
        // The part's number keeps the episodes of a last judgement apart from those that trials are chosen by.
        var random = new RandomStream(data.Seed + ((ulong)part << 32), (ulong)episode, StreamPurpose.PolicyTests);
        environment.Reset(ref random, observation);
        return environment;
    }

    /// <inheritdoc/>
    public Judgement Judge(
        Policy policy, SettingValues settings, Scenario scenario, DataPart part, CancellationToken cancellation) =>
        EpisodeRunner.Judge(
            policy,
            Episodes(part),
            (episode, observation) => Begin(settings, scenario, part, episode, observation),
            cancellation);
}
