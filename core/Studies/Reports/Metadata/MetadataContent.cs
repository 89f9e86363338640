using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>The content of <c>tuning_metadata.json</c>.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Versions">What ran it.</param>
/// <param name="Sampler">The sampler's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Workers">How many threads worked; null where that is not known.</param>
/// <param name="GridSize">How many different trials there are; null for no end.</param>
/// <param name="Trials">Trials that were evaluated.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Undefined">How many of them have no value to be ranked by.</param>
/// <param name="Pruned">How many of them a pruner stopped.</param>
/// <param name="Kept">How many went on to the second stage.</param>
/// <param name="KeepReason">Why so many, or null.</param>
/// <param name="EndReason">Why the search ended early, or null.</param>
/// <param name="ResumedPieces">How many pieces of work an earlier run had finished, or null.</param>
/// <param name="TrainedSteps">How many steps of trials this run trained, or null.</param>
/// <param name="ResumedSteps">How many steps of trials it took from the checkpoints of an earlier run, or null.</param>
/// <param name="Timings">How long it took.</param>
/// <param name="Remarks">What was assumed about the data.</param>
/// <param name="Data">Its market data.</param>
internal sealed record MetadataContent(
    string Study,
    string Identity,
    MetadataVersions Versions,
    string Sampler,
    ulong Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] MetadataNumber? Workers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] MetadataNumber? GridSize,
    long Trials,
    long Failed,
    long Undefined,
    long Pruned,
    int Kept,
    string? KeepReason,
    string? EndReason,
    MetadataNumber? ResumedPieces,
    MetadataNumber? TrainedSteps,
    MetadataNumber? ResumedSteps,
    MetadataTimings Timings,
    IReadOnlyList<MetadataRemark> Remarks,
    IReadOnlyList<MetadataSymbol> Data);
