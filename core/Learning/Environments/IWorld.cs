using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>What environments of a study share: its data. Immutable, safe for several threads.</summary>
internal interface IWorld
{
    /// <summary>What environments show and take.</summary>
    EnvironmentShape Shape { get; }

    /// <summary>An environment to learn in.</summary>
    /// <param name="settings">The trial's settings.</param>
    /// <param name="scenario">The market conditions.</param>
    IEnvironment Open(SettingValues settings, Scenario scenario);

    /// <summary>What was taken from the training data to make observations comparable; goes with a policy.</summary>
    IReadOnlyList<double[]> Scales { get; }

    /// <summary>How many episodes a part of the data has.</summary>
    int Episodes(DataPart part);

    /// <summary>Begins one of the episodes of a part.</summary>
    /// <param name="settings">The trial's settings.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="part">The data.</param>
    /// <param name="episode">The episode, from 0.</param>
    /// <param name="observation">Receives what is seen.</param>
    IEnvironment Begin(SettingValues settings, Scenario scenario, DataPart part, int episode, Span<float> observation);

    /// <summary>Judges a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="settings">The trial's settings.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="part">The data.</param>
    /// <param name="cancellation">Ends it.</param>
    Judgement Judge(Policy policy, SettingValues settings, Scenario scenario, DataPart part, CancellationToken cancellation);
}
