using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Calibration;

/// <summary>
/// A logistic curve over the model's log-odds: p = 1 / (1 + exp(−(a · logit + b))), fitted by Newton's method to targets that are kept away
/// from 0 and 1 (Platt 1999; Lin, Lin and Weng 2007).
/// </summary>
/// <param name="Slope">a.</param>
/// <param name="Intercept">b.</param>
public sealed record PlattCalibration(double Slope, double Intercept) : ICalibration
{
    private const double Least = 1e-15, Ridge = 1e-12, Enough = 1e-10;
    private const int MostSteps = 100;

    /// <summary>Learns from predictions of data that the model was not trained on.</summary>
    /// <param name="probabilities">The model's probabilities.</param>
    /// <param name="labels">The classes, 0 or 1.</param>
    public static PlattCalibration Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        int positives = 0;
        foreach (byte label in labels)
            positives += label;
        double high = (positives + 1.0) / (positives + 2), low = 1.0 / (labels.Length - positives + 2);
        var odds = new double[labels.Length];
        for (int i = 0; i < odds.Length; i++)
            odds[i] = Logit(probabilities[i]);
        (double a, double b) = (0, PortableMath.Log((positives + 1.0) / (labels.Length - positives + 1)));
        double loss = Loss(odds, labels, a, b, high, low);
        for (int step = 0; step < MostSteps; step++)
        {
            double aa = Ridge, ab = 0, bb = Ridge, ga = 0, gb = 0;
            for (int i = 0; i < odds.Length; i++)
            {
                double p = Sigmoid((a * odds[i]) + b), miss = p - (labels[i] == 1 ? high : low), weight = p * (1 - p);
                aa += odds[i] * odds[i] * weight;
                ab += odds[i] * weight;
                bb += weight;
                ga += odds[i] * miss;
                gb += miss;
            }

            if (Math.Abs(ga) < Enough * odds.Length && Math.Abs(gb) < Enough * odds.Length)
                break;
            double determinant = (aa * bb) - (ab * ab);
            double da = -((bb * ga) - (ab * gb)) / determinant, db = -((aa * gb) - (ab * ga)) / determinant;
            double share = 1;
            double next = Loss(odds, labels, a + da, b + db, high, low);
            while (!(next < loss) && share > 1e-10)
            {
                share /= 2;
                next = Loss(odds, labels, a + (share * da), b + (share * db), high, low);
            }

            if (!(next < loss))
                break;
            (a, b, loss) = (a + (share * da), b + (share * db), next);
        }

        return new PlattCalibration(a, b);
    }

    /// <inheritdoc/>
    public double Apply(double probability) => Sigmoid((Slope * Logit(probability)) + Intercept);

    private static double Loss(double[] odds, ReadOnlySpan<byte> labels, double a, double b, double high, double low)
    {
        double loss = 0;
        for (int i = 0; i < odds.Length; i++)
        {
            // ln(1 + e^x) − t·x, without overflow.
            double x = (a * odds[i]) + b, target = labels[i] == 1 ? high : low;
            loss += Math.Max(x, 0) + PortableMath.Log(1 + PortableMath.Exp(-Math.Abs(x))) - (target * x);
        }

        return loss;
    }

    private static double Logit(double probability)
    {
        double p = Math.Clamp(probability, Least, 1 - Least);
        return PortableMath.Log(p / (1 - p));
    }

    private static double Sigmoid(double x) => 1 / (1 + PortableMath.Exp(-x));
}
