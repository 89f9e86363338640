namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>A split or a leaf of a <see cref="Tree"/>.</summary>
/// <remarks>
/// A value is compared with the threshold as the booster's kind has it: below goes left (XGBoost), up to goes left (LightGBM).
/// </remarks>
internal readonly record struct TreeNode
{
    /// <summary>The node for rows that go left; negative at a leaf.</summary>
    public int Left { get; init; }

    /// <summary>The node for rows that go right; negative at a leaf.</summary>
    public int Right { get; init; }

    /// <summary>The feature that is compared.</summary>
    public int Feature { get; init; }

    /// <summary>What it is compared with.</summary>
    public double Threshold { get; init; }

    /// <summary>
    /// The categories of a split by categories, one bit each: they go right in XGBoost's form, left in LightGBM's. Else null.
    /// </summary>
    public ulong[]? Categories { get; init; }

    /// <summary>Whether a missing value goes left.</summary>
    public bool DefaultLeft { get; init; }

    /// <summary>By how much the split lowers the objective, regularisation included, times 2; 0 at a leaf.</summary>
    public double Gain { get; init; }

    /// <summary>Sum of the hessians of the rows that came here in training.</summary>
    public double Cover { get; init; }

    /// <summary>How many rows came here in training.</summary>
    public int Count { get; init; }

    /// <summary>What a leaf adds to the margin. At a split: what it would have added as a leaf.</summary>
    public double Value { get; init; }

    /// <summary>Whether it is a leaf.</summary>
    public bool IsLeaf => Left < 0;
}
