using System.Text;
using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trained trees.</summary>
/// <param name="model">The trees.</param>
/// <param name="data">The bins that they were grown on, or null.</param>
internal sealed class TrainedTrees(TreeModel model, BinnedTable? data = null) : ITrainedModel
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
    public IReadOnlyDictionary<string, double[]>? Bins => data?.BinEnds;

    /// <summary>Reads trees.</summary>
    /// <param name="content">The content of their file.</param>
    /// <param name="card">Their card.</param>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="InvalidInputException">They are not those of the card.</exception>
    public static ITrainedModel Read(byte[] content, ModelCard card)
    {
        TreeModel trees = TreeModelFiles.Read(Encoding.UTF8.GetString(content));
        return trees.FeatureNames.SequenceEqual(card.Features.Select(feature => feature.Name), StringComparer.Ordinal)
            ? new TrainedTrees(trees)
            : throw new InvalidInputException(
                card.File, "The model sees other features than its card says.", "Take both files from one study.");
    }

    /// <inheritdoc/>
    public double[][] Predict(FeatureTable features) => model.Predict(features);

    /// <inheritdoc/>
    public byte[] Write() => Encoding.UTF8.GetBytes(TreeModelFiles.Write(model));
}
