namespace ServerlessTuner.Core.Market;

/// <summary>The bars of a study, and the versions they came from.</summary>
/// <param name="Bars">One per symbol, in the order of the study file, cut as it says.</param>
/// <param name="Pins">The versions used, in the same order; load with them again to get the same bars or an error.</param>
public sealed record LoadedData(IReadOnlyList<Bars> Bars, IReadOnlyList<PinnedData> Pins);
