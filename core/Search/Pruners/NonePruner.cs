namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Never stops a trial. Optuna's <c>NopPruner</c>.</summary>
public sealed class NonePruner : IPruner
{
    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial) => PruneDecision.Continue;
}
