using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A kind of model that can be trained.</summary>
/// <param name="Name">The name in the study file, in snake_case.</param>
/// <param name="Summary">What it is, one sentence.</param>
/// <param name="Own">The settings that it alone has.</param>
/// <param name="Create">Makes its trainer from checked settings.</param>
public sealed record ModelKind(string Name, string Summary, IReadOnlyList<Setting> Own, Func<SettingValues, IModelTrainer> Create)
{
    /// <summary>
    /// Reads a model of this kind from the content of its file and its card. It throws a <see cref="FormatException"/> where the file is
    /// damaged, and an <see cref="InvalidInputException"/> where the two do not go together.
    /// </summary>
    public required Func<byte[], ModelCard, ITrainedModel> Read { get; init; }

    /// <summary>
    /// About how often training passes over every cell of the rows and features it is trained on: what its time grows with.
    /// </summary>
    public required Func<SettingValues, double> Passes { get; init; }

    /// <summary>All settings, those of labels and signals included.</summary>
    public IReadOnlyList<Setting> Settings { get; } = ModelSettings.Of(Own);
}
