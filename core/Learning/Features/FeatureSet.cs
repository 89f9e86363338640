using ServerlessTuner.Core.Learning.Data;

namespace ServerlessTuner.Core.Learning.Features;

/// <summary>Features over the bars of one symbol.</summary>
/// <param name="Table">The values, one row per bar.</param>
/// <param name="Summaries">What each column looks like, in their order.</param>
/// <param name="Remarks">What is likely not meant, such as a window longer than the data. Full sentences.</param>
public sealed record FeatureSet(FeatureTable Table, IReadOnlyList<FeatureSummary> Summaries, IReadOnlyList<string> Remarks);
