using ServerlessTuner.Core.Learning.Data;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A trained model.</summary>
public interface ITrainedModel
{
    /// <summary>The file in which it is kept, such as <c>model.json</c>; the original library reads it.</summary>
    string FileName { get; }

    /// <summary>How much each feature matters, the largest first: its share of all gain, 0 to 1.</summary>
    IReadOnlyList<KeyValuePair<string, double>> Importance { get; }

    /// <summary>By feature where its bins end; null where the model has none, or was read from its file.</summary>
    IReadOnlyDictionary<string, double[]>? Bins { get; }

    /// <summary>The probabilities, by class and row: of two classes that of class 1 alone.</summary>
    double[][] Predict(FeatureTable features);

    /// <summary>The content of the file.</summary>
    byte[] Write();
}
