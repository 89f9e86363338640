namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What a model says of a fold's rows: the probabilities by class and row, of two classes that of class 1 alone.</summary>
/// <param name="Test">Of the rows held out.</param>
/// <param name="Train">Of the rows trained on.</param>
internal sealed record FoldPrediction(double[][] Test, double[][] Train);
