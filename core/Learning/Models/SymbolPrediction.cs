using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What a model says of a symbol's bars.</summary>
/// <param name="Bars">The bars.</param>
/// <param name="Probabilities">By class and bar, known at its close; of two classes that of class 1 alone.</param>
/// <param name="Signals">By bar: 1 to buy at its close, −1 to sell, 0 for nothing.</param>
public sealed record SymbolPrediction(Bars Bars, double[][] Probabilities, sbyte[] Signals);
