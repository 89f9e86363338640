using ServerlessTuner.Core.Learning.Data;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What a model is trained on.</summary>
/// <param name="Features">All features; rows not named below are not looked at.</param>
/// <param name="Labels">By row of the features its class, from 0.</param>
/// <param name="Weights">By row what it counts; null for 1 each.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">The rows trained on.</param>
/// <param name="Tail">Later rows that the model is stopped or calibrated by; empty for none.</param>
/// <param name="Shared">Keeps what trials on the same rows may share, such as bins.</param>
public sealed record TrainingSet(
    FeatureTable Features, float[] Labels, float[]? Weights, int Classes, int[] Rows, int[] Tail, SharedWork Shared)
{
    /// <summary>By feature which way the probability may only go with it: 1 up, −1 down, 0 for free; null where all are free.</summary>
    public IReadOnlyList<int>? Monotone { get; init; }
}
