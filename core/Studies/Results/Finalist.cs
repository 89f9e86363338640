namespace ServerlessTuner.Core.Studies.Results;

/// <summary>One finalist: the scores of all its scenarios and the one it is ranked by.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Score">The ranking score.</param>
/// <param name="Scores">The score per scenario of the last stage.</param>
public sealed record Finalist(long Trial, double Score, IReadOnlyList<double> Scores);
