namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Decides after a report whether a running trial is worth going on with.</summary>
/// <remarks>
/// A pure function of the reports: no clock, no chance, no state between calls, so that a resumed study decides as the undisturbed
/// one did. What an algorithm must remember (the rungs a trial has completed) it returns in the decision, and
/// <see cref="TrialReports.Apply"/> keeps it. For the same outcome on every host, report, decide and apply in the same order.
/// </remarks>
public interface IPruner
{
    /// <summary>Judges a trial at the step of its last report. Asked once after each report, and before the trial ends.</summary>
    /// <param name="reports">The reports of all trials of the study known so far, those of the trial itself included.</param>
    /// <param name="trial">The trial's number. A trial without reports is never pruned.</param>
    PruneDecision Decide(TrialReports reports, long trial);
}
