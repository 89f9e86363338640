namespace ServerlessTuner.Core.Search;

/// <summary>Why a search ends before its budget is used up.</summary>
public enum StopReason
{
    /// <summary>The metric reached its target.</summary>
    Target,

    /// <summary>Too many trials in a row brought no improvement.</summary>
    Plateau,

    /// <summary>Too many trials in a row failed.</summary>
    Failures,
}
