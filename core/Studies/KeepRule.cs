namespace ServerlessTuner.Core.Studies;

/// <summary>How many trials a stage keeps.</summary>
/// <param name="Count">The number kept; null for all, unless automatic.</param>
/// <param name="Auto">Cut at the largest drop in the sorted scores between 5 and 50.</param>
public sealed record KeepRule(int? Count, bool Auto = false)
{
    /// <summary>The default: the best ten.</summary>
    public static KeepRule Ten { get; } = new(10);

    /// <summary>Everything goes on.</summary>
    public static KeepRule All { get; } = new((int?)null);

    /// <summary>How many of the best must be known to apply this rule; null for all.</summary>
    public int? Needed => Auto ? 51 : Count;
}
