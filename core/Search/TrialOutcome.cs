namespace ServerlessTuner.Core.Search;

/// <summary>How a trial ended.</summary>
public enum TrialOutcome
{
    /// <summary>It ran to its end and has a loss for every objective.</summary>
    Complete,

    /// <summary>A pruner stopped it; its last report says how well it did until then.</summary>
    Pruned,

    /// <summary>It threw, or its value was NaN or infinite.</summary>
    Failed,

    /// <summary>It ran to its end, but has no value to be ranked by: too few trades for the metric, for instance.</summary>
    Undefined,

    /// <summary>The search ended before anybody took it, so that it is no trial of the study: nothing counts or shows it.</summary>
    Dropped,
}
