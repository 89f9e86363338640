namespace ServerlessTuner.Core.Search;

/// <summary>When the search ends. Every member that is null never ends it; a grid ends when used up.</summary>
public sealed record BudgetSpec
{
    /// <summary>How many trials to run.</summary>
    public long? Trials { get; init; }

    /// <summary>How many evaluations (one trial under one scenario) to run.</summary>
    public long? Evaluations { get; init; }

    /// <summary>How long the search may take.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>Ends after this many trials without an improvement.</summary>
    public int? Plateau { get; init; }

    /// <summary>Ends after this many failed trials in a row; null for 20 in a search in batches, and for never in one in chunks.</summary>
    public int? MaxFailures { get; init; }
}
