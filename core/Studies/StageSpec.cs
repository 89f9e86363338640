namespace ServerlessTuner.Core.Studies;

/// <summary>One pass over trials.</summary>
/// <param name="Scenarios">Names of the scenarios under which each trial is evaluated, one or more. The first ranks within a search
/// stage.</param>
/// <param name="Keep">What goes on to the next stage, and into <c>top_k.csv</c>.</param>
public sealed record StageSpec(IReadOnlyList<string> Scenarios, KeepRule Keep);
