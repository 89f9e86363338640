namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>What a pruner decided, and what it must be told again later. Plain data, for the journal.</summary>
/// <param name="Prune">Whether to stop the trial.</param>
/// <param name="Rungs">How many rungs the trial completed with this report.</param>
/// <param name="Bracket">The bracket in which those rungs are, from 0.</param>
/// <param name="Resource">A resource that the pruner settled for the rest of the study, or null.</param>
public readonly record struct PruneDecision(bool Prune, int Rungs = 0, int Bracket = 0, int? Resource = null)
{
    /// <summary>Go on; nothing to remember.</summary>
    public static PruneDecision Continue { get; }

    /// <summary>Stop; nothing to remember.</summary>
    public static PruneDecision Stop { get; } = new(true);
}
