namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Never stops a trial. Optuna's <c>NopPruner</c>.</summary>
public sealed class NonePruner : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new("none", "Stops no trial.", [], (_, _) => new NonePruner());

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial) => PruneDecision.Continue;
}
