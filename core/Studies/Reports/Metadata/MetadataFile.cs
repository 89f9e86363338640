namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>A data file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record MetadataFile(string Name, string Version);
