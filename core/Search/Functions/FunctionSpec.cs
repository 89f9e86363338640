using ServerlessTuner.Core.Model.Objectives;

namespace ServerlessTuner.Core.Search.Functions;

/// <summary>A standard test function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Noise">Standard deviation of the Gaussian noise added, seeded by the trial's values. 0 for none.</param>
/// <param name="DelayMilliseconds">How long an evaluation sleeps per step.</param>
/// <param name="Steps">How many steps an evaluation reports.</param>
public sealed record FunctionSpec(string Function, double Noise = 0, int DelayMilliseconds = 0, int Steps = 1) : ObjectiveSpec;
