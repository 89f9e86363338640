using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A model that a trial trains on market data, validated on parts held out.</summary>
/// <param name="Model">The model's name, as in <see cref="ModelRegistry"/>.</param>
/// <param name="Settings">Settings of the model and its labels that are the same for all trials; the rest are parameters or
/// defaults.</param>
/// <param name="Validation">Settings of the validation.</param>
public sealed record ModelSpec(string Model, ParameterSet Settings, ParameterSet Validation) : ObjectiveSpec
{
    /// <summary>What the model sees: expressions over bars by name; empty for the default list.</summary>
    public IReadOnlyList<FeatureDefinition> Features { get; init; } = [];

    /// <summary>
    /// The strategy whose signals are labelled, so that the model decides which to take, with those of its settings that are the same for
    /// all trials; null for labels at every bar.
    /// </summary>
    public ComponentSpec? Meta { get; init; }

    /// <inheritdoc/>
    public override bool HasScenarios => true;

    /// <inheritdoc/>
    public override bool HasLuck => true;

    /// <inheritdoc/>
    public override string? TradesMetric => "val/trades";
}
