namespace ServerlessTuner.Core.Service;

/// <summary>A file of a study.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Href">Where to download it.</param>
public sealed record ArtifactView(string Name, long Size, string Href);
