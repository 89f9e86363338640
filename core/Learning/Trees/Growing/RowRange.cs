namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>Rows of a node: a range of the partition's order.</summary>
/// <param name="Begin">The first place.</param>
/// <param name="End">The place after the last.</param>
internal readonly record struct RowRange(int Begin, int End)
{
    /// <summary>How many rows.</summary>
    public int Count => End - Begin;
}
