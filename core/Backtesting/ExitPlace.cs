namespace ServerlessTuner.Core.Backtesting;

/// <summary>Where the exits of a rule are looked up.</summary>
/// <param name="Group">The number of the group.</param>
/// <param name="Lane">The rule's lane in it.</param>
internal sealed record ExitPlace(int Group, int Lane);
