namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>The data of one symbol.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Bars">How many bars it has.</param>
/// <param name="Files">The files they come from.</param>
internal sealed record MetadataSymbol(string Symbol, int Bars, IReadOnlyList<MetadataFile> Files);
