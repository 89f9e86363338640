namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>A part of the data held out, and what is trained on for it.</summary>
/// <param name="Train">The rows trained on, ascending: their labels meet no label of <paramref name="Test"/>.</param>
/// <param name="Test">The rows held out, ascending.</param>
public sealed record Fold(int[] Train, int[] Test);
