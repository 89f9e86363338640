namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>How long a stage took.</summary>
/// <param name="Evaluations">How many evaluations, one trial under one scenario each, it made.</param>
/// <param name="WorkSeconds">What they took over all threads and runs.</param>
/// <param name="WallSeconds">How long it took on the clock in this run, or null.</param>
internal sealed record MetadataStage(long Evaluations, double WorkSeconds, MetadataNumber? WallSeconds);
