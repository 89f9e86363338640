namespace ServerlessTuner.Core.Service.Models;

/// <summary>A file of a version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Href">Where to download it.</param>
public sealed record ModelFileView(string Name, string Href);
