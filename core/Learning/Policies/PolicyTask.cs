using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>What a training is about.</summary>
/// <param name="World">The world.</param>
/// <param name="Settings">The trial's settings.</param>
/// <param name="Scenario">The market conditions of the training.</param>
/// <param name="Seed">Decides all chance.</param>
internal sealed record PolicyTask(IWorld World, SettingValues Settings, Scenario Scenario, ulong Seed)
{
    /// <summary>An environment to learn in.</summary>
    public IEnvironment Open() => World.Open(Settings, Scenario);
}
