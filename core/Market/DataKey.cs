namespace ServerlessTuner.Core.Market;

/// <summary>A named, versioned piece of input data.</summary>
/// <param name="Name">A path or a blob name.</param>
/// <param name="Version">A tag that changes when the content changes: a content hash or an ETag.</param>
public sealed record DataKey(string Name, string Version);
