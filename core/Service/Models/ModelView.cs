namespace ServerlessTuner.Core.Service.Models;

/// <summary>A model as the API shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Aliases">The number of the version that each alias names.</param>
/// <param name="Versions">Its versions by ascending number.</param>
/// <param name="History">Who moved what when, the oldest entry first.</param>
public sealed record ModelView(
    string Name, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<ModelVersion> Versions, IReadOnlyList<ModelEventView> History)
{
    /// <summary>Shows a model.</summary>
    public static ModelView Of(RegisteredModel model) =>
        new(model.Name, model.Aliases, model.Versions, [.. model.History.Select(ModelEventView.Of)]);
}
