namespace ServerlessTuner.Core.Learning.Models;

/// <summary>All models that can be trained here.</summary>
public static class ModelRegistry
{
    /// <summary>The models, in the order in which they are listed.</summary>
    public static IReadOnlyList<ModelKind> All { get; } = [XGBoostModel.Kind, LightGbmModel.Kind];

    /// <summary>The model with a name, or null.</summary>
    public static ModelKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
