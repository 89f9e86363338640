namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>Hears the metrics after a step and says whether to go on.</summary>
/// <param name="step">The step, from 1.</param>
/// <param name="metrics">The metrics, in the objective's order.</param>
public delegate bool StepReporter(int step, ReadOnlySpan<double> metrics);
