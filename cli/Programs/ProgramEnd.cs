using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Cli.Programs;

/// <summary>How a program ended.</summary>
/// <param name="Failure">How it failed, or null where it did not.</param>
/// <param name="Reason">Why it failed, with its last words; empty where it did not.</param>
/// <param name="Pruned">Whether it was asked to stop because its trial is poor.</param>
internal sealed record ProgramEnd(ProgramFailure? Failure, string Reason, bool Pruned);
