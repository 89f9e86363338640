using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>How long a study took.</summary>
/// <param name="TotalSeconds">This run on the clock, or null.</param>
/// <param name="Stage1">The search.</param>
/// <param name="Stage2">The second stage, or null.</param>
/// <param name="TwoStagesAgainstOne">What the second stage saved, or null where there is nothing to compare.</param>
internal sealed record MetadataTimings(
    MetadataNumber? TotalSeconds,
    [property: JsonPropertyName("stage1")] MetadataStage Stage1,
    [property: JsonPropertyName("stage2")] MetadataStage? Stage2,
    MetadataComparison? TwoStagesAgainstOne);
