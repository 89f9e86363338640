namespace ServerlessTuner.Core.Service;

/// <summary>How a trial stands in the records.</summary>
public enum TrialState
{
    /// <summary>Evaluated.</summary>
    Complete,

    /// <summary>A pruner stopped it.</summary>
    Pruned,

    /// <summary>It failed; its score is null.</summary>
    Failed,

    /// <summary>It ran to its end, but has no value to be ranked by; its score is null.</summary>
    Undefined,
}
