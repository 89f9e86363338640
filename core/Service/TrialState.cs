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
}
