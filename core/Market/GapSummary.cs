namespace ServerlessTuner.Core.Market;

/// <summary>The gaps of a file.</summary>
/// <param name="Weekends">Gaps over a Saturday, between Friday 18:00 and Monday 06:00 UTC; none of them is counted below.</param>
/// <param name="Count">All other gaps: holidays, outages, missing pieces.</param>
/// <param name="MissingBars">How many bars would fill these.</param>
/// <param name="Biggest">The longest of them, longest first, ten at most.</param>
public sealed record GapSummary(int Weekends, int Count, long MissingBars, IReadOnlyList<DataGap> Biggest);
