namespace ServerlessTuner.Core.Studies.Objectives;

/// <summary>Which ends of a program are tried again, alone, with the same values.</summary>
/// <param name="On">The kinds of end.</param>
/// <param name="Times">How often at most.</param>
public sealed record RetrySpec(IReadOnlyList<ProgramFailure> On, int Times);
