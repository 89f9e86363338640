namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>A leaf: a box of the search space and the mean score in it.</summary>
/// <param name="Value">The mean score.</param>
/// <param name="Low">Per ordered parameter, where the box starts in the unit interval.</param>
/// <param name="High">Per ordered parameter, where it ends.</param>
/// <param name="Choices">Per unordered parameter, which choices the box contains; null for an ordered one.</param>
internal sealed record TreeLeaf(double Value, double[] Low, double[] High, bool[]?[] Choices);
