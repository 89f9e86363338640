namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>The best split that was found for a node.</summary>
internal struct Split
{
    /// <summary>No split.</summary>
    public static Split None => new() { Gain = GainScan.None };

    /// <summary>Gain over leaving the node a leaf, in units of the objective.</summary>
    public double Gain;

    /// <summary>Number of the column among those chosen for the tree.</summary>
    public int Column;

    /// <summary>Rows up to this bin go left.</summary>
    public int Bin;

    /// <summary>Whether missing values go left.</summary>
    public bool DefaultLeft;

    /// <summary>Per bin whether it goes left, for a split by categories; else null.</summary>
    public bool[]? LeftBins;

    /// <summary>Packed sum of what goes left.</summary>
    public long LeftSum;

    /// <summary>Whether there is one.</summary>
    public readonly bool Exists => Gain > GainScan.None;
}
