using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A way to train policies.</summary>
internal sealed class PolicyKind
{
    private readonly Setting[] own;

    public PolicyKind(string name, string summary, string environment, IReadOnlyList<Setting> own)
    {
        (Name, Summary, DefaultEnvironment, this.own) = (name, summary, environment, [.. own]);
        Settings = [.. own, PolicySettings.Environment, PolicySettings.Episodes, .. EnvironmentRegistry.Settings];
    }

    /// <summary>The name in the study file, in snake_case.</summary>
    public string Name { get; }

    /// <summary>What it is, one sentence.</summary>
    public string Summary { get; }

    /// <summary>All settings, those of every environment included.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>Where it acts unless the file says otherwise.</summary>
    public string DefaultEnvironment { get; }

    /// <summary>The setting that says how many steps a trial has.</summary>
    public required Setting Steps { get; init; }

    /// <summary>The metric that is optimised unless the file says otherwise.</summary>
    public required string DefaultMetric { get; init; }

    /// <summary>Whether it works where an action is one of several choices.</summary>
    public required bool TakesChoices { get; init; }

    /// <summary>Whether metrics on the last data are among its metrics.</summary>
    public required bool JudgesHoldout { get; init; }

    /// <summary>The metrics of the training itself.</summary>
    public required IReadOnlyList<MetricDefinition> Training { get; init; }

    /// <summary>All metrics in an environment.</summary>
    public required Func<EnvironmentKind, IReadOnlyList<PolicyMetric>> Metrics { get; init; }

    /// <summary>Begins a training.</summary>
    public required Func<PolicyTask, IPolicyTraining> Begin { get; init; }

    /// <summary>Checks that settings go together.</summary>
    public required Action<SettingValues> Check { get; init; }

    /// <summary>The names of settings that are the same for all trials.</summary>
    public IReadOnlyList<string> SharedIn(EnvironmentKind environment) =>
        [Steps.Name, PolicySettings.Environment.Name, PolicySettings.Episodes.Name, .. environment.Shared];

    /// <summary>The settings that have a meaning in an environment.</summary>
    public IReadOnlyList<Setting> SettingsIn(EnvironmentKind environment) =>
        [.. own, PolicySettings.Environment, PolicySettings.Episodes, .. environment.Settings];
}
