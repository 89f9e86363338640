using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Cli.Running;

/// <summary>A trial in an event.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Score">Its score, or null where it is no finite number.</param>
/// <param name="Parameters">Its values.</param>
internal sealed record EventTrial(long Trial, double? Score, ParameterSet? Parameters);
