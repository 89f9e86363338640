using ServerlessTuner.Core.Learning.Environments;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A policy after a step, judged.</summary>
/// <param name="Validation">On the data that policies are judged by.</param>
/// <param name="Holdout">On the last data, where it is asked for.</param>
/// <param name="Training">The figures of the training.</param>
internal sealed record PolicyView(Judgement Validation, Judgement? Holdout, double[] Training);
