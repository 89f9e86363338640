namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Evaluate one candidate under one scenario of a later stage.</summary>
/// <param name="Stage">The stage's number, from 2.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Scenario">The scenario's name.</param>
public sealed record EvaluateCandidate(int Stage, long Trial, string Scenario) : WorkItem($"stage{Stage}-{Trial:D12}-{Scenario}");
