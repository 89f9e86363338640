namespace ServerlessTuner.Core.Market;

/// <summary>The bars of one file, and how they were written.</summary>
/// <param name="Format">The format recognised.</param>
/// <param name="Compressed">Whether the file was gzip.</param>
/// <param name="Digits">The most decimal places that a price is written with; one point is 10^-Digits.</param>
/// <param name="Bars">All bars, labelled with the symbol that the file's name suggests and its usual pip size.</param>
public sealed record BarFile(BarFormat Format, bool Compressed, int Digits, Bars Bars);
