namespace ServerlessTuner.Core.Service;

/// <summary>An uploaded data file.</summary>
/// <param name="Sha256">Its hash.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Path">What to write as its path in a study file.</param>
public sealed record DataView(string Sha256, long Size, string Path);
