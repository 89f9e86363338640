namespace ServerlessTuner.Core.Service;

/// <summary>Where to read on about a study.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Trials">Its trials.</param>
/// <param name="Artifacts">Its files.</param>
public sealed record StudyLinks(string Status, string Trials, string Artifacts);
