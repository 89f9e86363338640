using ServerlessTuner.Core.Learning.Labels;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What to do after a bar, given the probabilities of a model.</summary>
public static class Signals
{
    /// <summary>1 to buy, −1 to sell, 0 for nothing, of a model that decides whether to take what a strategy says.</summary>
    /// <param name="probabilities">By class and row; of two classes that of class 1 alone.</param>
    /// <param name="row">The row.</param>
    /// <param name="threshold">The probability from which on it is taken.</param>
    /// <param name="side">What the strategy says: 1, −1, or 0 for nothing.</param>
    public static sbyte OfMeta(double[][] probabilities, int row, double threshold, sbyte side) =>
        probabilities[0][row] >= threshold ? side : (sbyte)0;

    /// <summary>1 to buy, −1 to sell, 0 for nothing.</summary>
    /// <param name="probabilities">By class and row; of two classes that of class 1 alone.</param>
    /// <param name="row">The row.</param>
    /// <param name="threshold">The probability from which on a signal is given; with both sides the likelier one.</param>
    /// <param name="sides">Which trades the model speaks of.</param>
    public static sbyte Of(double[][] probabilities, int row, double threshold, LabelSides sides)
    {
        if (sides != LabelSides.Both)
            return probabilities[0][row] >= threshold ? (sbyte)(sides == LabelSides.Long ? 1 : -1) : (sbyte)0;
        double buy = probabilities[1][row], sell = probabilities[2][row];
        return buy >= threshold && buy >= sell ? (sbyte)1 : sell >= threshold && sell > buy ? (sbyte)-1 : (sbyte)0;
    }
}
