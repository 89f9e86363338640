using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Scoring;

/// <summary>How good probabilities of two classes are, over all observations.</summary>
/// <param name="LogLoss">−mean(w · (y ln p + (1 − y) ln(1 − p))), in nats; p is kept 1e-15 away from 0 and 1. Smaller is better.</param>
/// <param name="Auc">
/// The area under the ROC curve: the chance that an observation of class 1 has a larger p than one of class 0, ties counting half
/// (Hanley and McNeil 1982). NaN where only one class occurs.
/// </param>
/// <param name="Accuracy">The share of observations whose class p ≥ 0.5 tells.</param>
/// <param name="Brier">mean((p − y)²): Brier 1950. Smaller is better.</param>
public sealed record ClassificationMetrics(double LogLoss, double Auc, double Accuracy, double Brier)
{
    private const double Least = 1e-15;

    /// <summary>The metrics of predictions; all NaN without any.</summary>
    /// <param name="probabilities">The probability of class 1, per observation.</param>
    /// <param name="labels">The class, 0 or 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ClassificationMetrics Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        if (probabilities.Length != labels.Length)
            throw new ArgumentException("There must be a label for each probability.", nameof(labels));
        int count = labels.Length;
        if (count == 0)
            return new ClassificationMetrics(double.NaN, double.NaN, double.NaN, double.NaN);
        double loss = 0, squares = 0;
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            double p = Math.Clamp(probabilities[i], Least, 1 - Least);
            loss -= PortableMath.Log(labels[i] == 1 ? p : 1 - p);
            double miss = probabilities[i] - labels[i];
            squares += miss * miss;
            right += (probabilities[i] >= 0.5) == (labels[i] == 1) ? 1 : 0;
        }

        return new ClassificationMetrics(loss / count, AreaUnderCurve(probabilities, labels), (double)right / count, squares / count);
    }

    // By the rank sum of class 1; equal probabilities share the mean of their ranks. Ranks are doubled, so that all sums are whole.
    private static double AreaUnderCurve(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        double[] sorted = probabilities.ToArray();
        byte[] classes = labels.ToArray();
        Array.Sort(sorted, classes);
        long positives = 0, ranks = 0;
        for (int first = 0; first < sorted.Length;)
        {
            int end = first;
            long inTie = 0;
            while (end < sorted.Length && sorted[end] == sorted[first])
                inTie += classes[end++];
            positives += inTie;
            ranks += inTie * (first + 1 + end);
            first = end;
        }

        long negatives = sorted.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : ((ranks / 2.0) - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
