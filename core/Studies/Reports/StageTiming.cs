namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>How long one stage took.</summary>
/// <param name="Evaluations">How many evaluations, one trial under one scenario each, it made.</param>
/// <param name="WorkSeconds">What they took, added up over all threads or hosts and all runs of the study.</param>
/// <param name="WallSeconds">How long it took on the clock in this run, or null where that is not known.</param>
public sealed record StageTiming(long Evaluations, double WorkSeconds, double? WallSeconds = null);
