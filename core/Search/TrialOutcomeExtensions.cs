namespace ServerlessTuner.Core.Search;

/// <summary>Words for outcomes.</summary>
public static class TrialOutcomeExtensions
{
    /// <summary>The word that tables, exports and answers use.</summary>
    public static string Name(this TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Complete => "complete",
        TrialOutcome.Pruned => "pruned",
        TrialOutcome.Undefined => "undefined",
        TrialOutcome.Dropped => "dropped",
        _ => "failed",
    };
}
