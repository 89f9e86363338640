namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>What ran a study.</summary>
/// <param name="Tuner">The version of this program.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor's architecture.</param>
internal sealed record MetadataVersions(string Tuner, string Runtime, string System, string Architecture);
