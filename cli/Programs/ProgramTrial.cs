using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Cli.Programs;

/// <summary>A trial that a program evaluates.</summary>
/// <param name="Study">The study's id on a service; its name elsewhere.</param>
/// <param name="Number">The trial's number.</param>
/// <param name="Attempt">How often it was begun, this time included.</param>
/// <param name="Values">Its values.</param>
internal sealed record ProgramTrial(string Study, long Number, int Attempt, ParameterSet Values);
