namespace ServerlessTuner.Core.Studies.Objectives;

/// <summary>A place where one program at a time runs.</summary>
/// <param name="Environment">The variables that a program there gets beside all others, in the order of the study file.</param>
public sealed record SlotSpec(IReadOnlyList<KeyValuePair<string, string>> Environment);
