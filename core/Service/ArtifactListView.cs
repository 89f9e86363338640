namespace ServerlessTuner.Core.Service;

/// <summary>The files of a study.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Artifacts">By name.</param>
public sealed record ArtifactListView(string Study, IReadOnlyList<ArtifactView> Artifacts);
