namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>A node whose tree is being grown: its rows, sums and best split.</summary>
internal sealed class GrowingNode
{
    /// <summary>Its number in the tree.</summary>
    public int Id;

    /// <summary>Splits above it.</summary>
    public int Depth;

    /// <summary>Its rows in the bag, a range of the partition.</summary>
    public RowRange Bag;

    /// <summary>Its rows outside the bag, a range of the partition.</summary>
    public RowRange Riders;

    /// <summary>Packed sum of its rows in the bag.</summary>
    public long Sum;

    /// <summary>Its cells; null once nothing below it is split.</summary>
    public long[]? Histogram;

    /// <summary>Its leaf value, before shrinkage, is not below this.</summary>
    public double Lower = double.NegativeInfinity;

    /// <summary>Its leaf value, before shrinkage, is not above this.</summary>
    public double Upper = double.PositiveInfinity;

    /// <summary>The best split.</summary>
    public Split Split = Split.None;
}
