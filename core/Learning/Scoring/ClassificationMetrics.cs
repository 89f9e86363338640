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

    /// <summary>The metrics of predictions of several classes.</summary>
    /// <param name="probabilities">By class and observation; of two classes that of class 1 alone.</param>
    /// <param name="labels">The class of each observation, from 0.</param>
    /// <returns>
    /// With more than two classes the log loss of the true class, the mean area of each class against the rest that occurs beside it, the
    /// share of observations whose class is the likeliest, and the sum of squared errors over the classes.
    /// </returns>
    public static ClassificationMetrics Of(double[][] probabilities, byte[] labels)
    {
        if (probabilities.Length == 1)
            return Of(probabilities[0], labels);
        int count = labels.Length;
        if (count == 0)
            return new ClassificationMetrics(double.NaN, double.NaN, double.NaN, double.NaN);
        double loss = 0, squares = 0, areas = 0;
        int right = 0, classes = 0;
        for (int i = 0; i < count; i++)
        {
            int likeliest = 0;
            for (int c = 0; c < probabilities.Length; c++)
            {
                double miss = probabilities[c][i] - (labels[i] == c ? 1 : 0);
                squares += miss * miss;
                likeliest = probabilities[c][i] > probabilities[likeliest][i] ? c : likeliest;
            }

            right += likeliest == labels[i] ? 1 : 0;
            loss -= PortableMath.Log(Math.Clamp(probabilities[labels[i]][i], Least, 1));
        }

        for (int c = 0; c < probabilities.Length; c++)
        {
            double area = AreaUnderCurve(probabilities[c], Array.ConvertAll(labels, label => label == c ? (byte)1 : (byte)0));
            if (double.IsNaN(area))
                continue;
            areas += area;
            classes++;
        }

        return new ClassificationMetrics(
            loss / count, classes == 0 ? double.NaN : areas / classes, (double)right / count, squares / count);
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
