namespace ServerlessTuner.Core.Service.Models;

/// <summary>All models, by name.</summary>
public sealed record ModelListView(IReadOnlyList<ModelView> Models);
