namespace ServerlessTuner.Core.Market;

/// <summary>Something in a file that deserves a look.</summary>
/// <param name="Time">Where it starts (UTC).</param>
/// <param name="What">What it is, as a phrase.</param>
public sealed record DataOddity(DateTime Time, string What);
