namespace ServerlessTuner.Core.Service.Models;

/// <summary>A version of a model as the API shows it.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Aliases">The aliases that name it.</param>
/// <param name="Files">Its files.</param>
public sealed record ModelVersionView(string Name, ModelVersion Version, IReadOnlyList<string> Aliases, IReadOnlyList<ModelFileView> Files)
{
    /// <summary>Shows a version.</summary>
    internal static ModelVersionView Of(RegisteredModel model, ModelVersion version) => new(
        model.Name,
        version,
        [.. model.Aliases.Where(pair => pair.Value == version.Number).Select(pair => pair.Key)],
        [
            .. new[] { version.File, Learning.Models.ModelCard.FileName }.Select(
                file => new ModelFileView(
                    file, $"/api/models/{model.Name}/versions/{version.Number}/files/{Uri.EscapeDataString(file)}"))
        ]);
}
