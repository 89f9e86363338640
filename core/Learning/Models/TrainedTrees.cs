using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trained trees.</summary>
/// <param name="model">The trees.</param>
internal sealed class TrainedTrees(TreeModel model) : ITrainedModel
{
    /// <inheritdoc/>
    public string FileName => model.Kind == BoosterKind.XGBoost ? "model.json" : "model.txt";

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> Importance
    {
        get
        {
            IReadOnlyList<FeatureImportance> all = TreeModelExplanation.Importance(model);
            double sum = all.Sum(feature => feature.TotalGain);
            return [
                .. all.Select(feature => KeyValuePair.Create(feature.Feature, sum > 0 ? feature.TotalGain / sum : 0))
                    .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            ];
        }
    }

    /// <inheritdoc/>
    public double[][] Predict(FeatureTable features) => model.Predict(features);

    /// <inheritdoc/>
    public string Write() => TreeModelFiles.Write(model);
}
