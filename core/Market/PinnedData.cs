namespace ServerlessTuner.Core.Market;

/// <summary>The files behind one symbol, each in exactly one version.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Files">Name and version of each file, in the order of time.</param>
public sealed record PinnedData(string Symbol, IReadOnlyList<DataKey> Files);
