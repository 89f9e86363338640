namespace ServerlessTuner.Core.Service;

/// <summary>That the service lives.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Version">The version of the program.</param>
public sealed record HealthView(string Status, string Version);
