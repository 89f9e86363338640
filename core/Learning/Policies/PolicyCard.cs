using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Everything beside the policy itself that is needed to use it, and where it comes from: <c>policy_card.json</c>.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Study">The name of the study.</param>
/// <param name="Trial">The trial that trained it.</param>
/// <param name="Model">How it was trained, as study files have it.</param>
/// <param name="Environment">What it acts in.</param>
/// <param name="Values">The trial's values, and those that all trials of the study share.</param>
/// <param name="Symbols">The symbols it was trained on; none without a market.</param>
/// <param name="Features">What it sees of them; none for the environment's own choice.</param>
/// <param name="Scales">What was taken from the training data to make observations comparable.</param>
/// <param name="Scenario">The market conditions of the training.</param>
/// <param name="Metrics">The metrics after the last step, those that are numbers.</param>
/// <param name="Holdout">The same on the last data, or other episodes, which no trial was chosen by; null where none was held out.</param>
public sealed record PolicyCard(
    int Format,
    string Study,
    long Trial,
    string Model,
    string Environment,
    ParameterSet Values,
    IReadOnlyList<string> Symbols,
    IReadOnlyList<FeatureDefinition> Features,
    IReadOnlyList<double[]> Scales,
    Scenario Scenario,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double>? Holdout = null)
{
    /// <summary>The version that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "policy_card.json";
}
