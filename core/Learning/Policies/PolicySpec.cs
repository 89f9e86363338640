using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A policy that a trial trains by acting in an environment.</summary>
/// <param name="Model">How it is trained, as in <see cref="PolicyRegistry"/>.</param>
/// <param name="Settings">Settings that are the same for all trials; the rest are parameters or defaults.</param>
public sealed record PolicySpec(string Model, ParameterSet Settings) : ObjectiveSpec
{
    /// <summary>What the policy sees of a market: expressions over bars by name; empty for the environment's own choice.</summary>
    public IReadOnlyList<FeatureDefinition> Features { get; init; } = [];

    /// <summary>The environment's name.</summary>
    public string EnvironmentName =>
        Settings.TryGet(PolicySettings.Environment.Name, out ParameterValue name) ? name.ToString() : Kind.DefaultEnvironment;

    /// <summary>Whether its environment exists.</summary>
    public bool IsKnown => EnvironmentRegistry.Find(EnvironmentName) is not null;

    /// <summary>Why it cannot act in its environment, a sentence; null where it can.</summary>
    public string? Misfit => Environment.IsDiscrete && !Kind.TakesChoices
        ? $"{Model} learns actions that are numbers, but {EnvironmentName} takes one of several choices."
        : null;

    /// <summary>Whether it acts on market data.</summary>
    public bool NeedsMarket => Environment.NeedsMarket;

    /// <summary>All metrics, in the order in which they are written.</summary>
    public IReadOnlyList<MetricDefinition> Metrics => [.. Kind.Metrics(Environment).Select(static metric => metric.Definition)];

    /// <summary>The metric that is optimised unless the file says otherwise.</summary>
    public string DefaultMetric => Kind.DefaultMetric;

    /// <summary>All settings that have a meaning in its environment.</summary>
    public IReadOnlyList<Setting> AllSettings => Kind.SettingsIn(Environment);

    /// <summary>The names of settings that are the same for all trials.</summary>
    public IReadOnlyList<string> SharedSettings => Kind.SharedIn(Environment);

    /// <inheritdoc/>
    public override bool HasScenarios => NeedsMarket;

    /// <inheritdoc/>
    public override bool HasLuck => NeedsMarket;

    /// <summary>Checks hidden layers.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">They are no list of widths.</exception>
    public void CheckLayers(ParameterValue layers) => PolicySettings.LayersOf(
        new SettingValues("parameters", $"model {Model}", AllSettings, new ParameterSet([PolicySettings.Layers.Name], [layers])));

    /// <summary>How it is trained.</summary>
    internal PolicyKind Kind => PolicyRegistry.Find(Model) ?? throw new InvalidOperationException($"There is no model '{Model}'.");

    /// <summary>Where it acts.</summary>
    internal EnvironmentKind Environment => EnvironmentRegistry.Find(EnvironmentName)
        ?? throw new InvalidOperationException($"There is no environment '{EnvironmentName}'.");

    /// <summary>A trial's settings, checked.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">One has a value that it must not have.</exception>
    internal SettingValues SettingsOf(ParameterSet trial)
    {
        string[] more = [.. Settings.Names.Where(name => !trial.TryGet(name, out _))];
        return new SettingValues(
            "parameters",
            $"model {Model} in {EnvironmentName}",
            AllSettings,
            new ParameterSet([.. trial.Names, .. more], [.. trial.Values, .. more.Select(name => Settings[name])]));
    }
}
