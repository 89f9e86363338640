using ServerlessTuner.Core.Learning.Trees.Files;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>
/// Models as files that the original libraries load: XGBoost's JSON, LightGBM's text. Read back, a model predicts the same bits.
/// </summary>
public static class TreeModelFiles
{
    /// <summary>The model in the form of its kind.</summary>
    public static string Write(TreeModel model) =>
        model.Kind == BoosterKind.XGBoost ? XGBoostWriter.Write(model) : LightGbmWriter.Write(model);

    /// <summary>Reads a model of either form: JSON begins with a brace.</summary>
    /// <exception cref="FormatException">It is neither, or has what our trees have not.</exception>
    public static TreeModel Read(string text) =>
        text.TrimStart().StartsWith('{') ? XGBoostReader.Read(text) : LightGbmReader.Read(text);
}
