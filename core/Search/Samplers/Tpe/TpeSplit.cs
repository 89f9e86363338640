namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>The good trials.</summary>
/// <param name="Positions">Their positions in the history, ascending.</param>
/// <param name="Codes">Their codes.</param>
/// <param name="EqualWeights">Whether all weigh the same, as with several objectives.</param>
internal sealed record TpeSplit(int[] Positions, double[][] Codes, bool EqualWeights);
