using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>How much of the best of many trials is luck.</summary>
public static class OverfittingMeasures
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>
    /// The maximum to be expected among independent trials that are worth nothing, in standard deviations above their mean:
    /// (1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)) (Bailey and López de Prado, 2014, eq. 1). Trials of a grid are alike, so that the
    /// true number is smaller and this is an upper estimate.
    /// </summary>
    /// <param name="trials">How many trials, 1 or more. 0 for a single trial.</param>
    public static double ExpectedMaximum(long trials) => trials <= 1
        ? 0
        : ((1 - EulerMascheroni) * UpperQuantile(1.0 / trials)) + (EulerMascheroni * UpperQuantile(1 / (trials * Math.E)));

    /// <summary>
    /// The probability that the true Sharpe ratio is above a benchmark (Bailey and López de Prado, 2012). All ratios are per
    /// observation and not annualised.
    /// </summary>
    /// <param name="sharpe">The ratio observed.</param>
    /// <param name="benchmark">The ratio to beat.</param>
    /// <param name="observations">How many returns it was computed from, 2 or more.</param>
    /// <param name="skewness">The skewness of the returns; 0 for normal ones.</param>
    /// <param name="kurtosis">The kurtosis of the returns; 3 for normal ones.</param>
    public static double ProbabilisticSharpeRatio(
        double sharpe, double benchmark, long observations, double skewness = 0, double kurtosis = 3)
    {
        double deviation = Math.Sqrt(1 - (skewness * sharpe) + ((kurtosis - 1) / 4 * sharpe * sharpe));
        return PortableMath.NormalCdf((sharpe - benchmark) * Math.Sqrt(observations - 1) / deviation);
    }

    /// <summary>
    /// The deflated Sharpe ratio: the probability that the true ratio of the best trial is above 0, given how many trials it was
    /// chosen from (Bailey and López de Prado, "The Deflated Sharpe Ratio", 2014). All ratios are per observation.
    /// </summary>
    /// <param name="sharpe">The ratio of the best trial.</param>
    /// <param name="trials">How many independent trials it was chosen from.</param>
    /// <param name="sharpeVariance">The variance of the ratios of all trials.</param>
    /// <param name="observations">How many returns the ratio was computed from.</param>
    /// <param name="skewness">The skewness of the best trial's returns.</param>
    /// <param name="kurtosis">Their kurtosis; 3 for normal ones.</param>
    public static double DeflatedSharpeRatio(
        double sharpe, long trials, double sharpeVariance, long observations, double skewness = 0, double kurtosis = 3) =>
        ProbabilisticSharpeRatio(sharpe, Math.Sqrt(sharpeVariance) * ExpectedMaximum(trials), observations, skewness, kurtosis);

    /// <summary>
    /// The probability of backtest overfitting: how often the trial that is best on one half of the time slices is below the median
    /// of all trials on the other half, over all ways to choose the halves (combinatorially symmetric cross-validation; Bailey, Borwein,
    /// López de Prado and Zhu, 2017). About ½ without skill, near 0 where the best trial is really better.
    /// </summary>
    /// <param name="performance">Per trial, its performance in each slice; slices add up, as profits do. Larger is better. Two trials or
    /// more.</param>
    /// <returns>The share of splits; a trial exactly at the median counts as below, as in the paper (logit ≤ 0).</returns>
    /// <exception cref="ArgumentException">There are less than two trials, or the slices are not an even number from 2 to 20, the same for
    /// all trials.</exception>
    public static double ProbabilityOfOverfitting(IReadOnlyList<IReadOnlyList<double>> performance)
    {
        int trials = performance.Count, slices = trials == 0 ? 0 : performance[0].Count;
        if (trials < 2 || slices < 2 || slices > 20 || slices % 2 != 0 || performance.Any(row => row.Count != slices))
            throw new ArgumentException(
                $"{trials} trials of {slices} slices; needed are two trials or more with an even number of slices from 2 to 20.",
                nameof(performance));
        var inside = new double[trials];
        var outside = new double[trials];
        long below = 0, splits = 0;
        for (uint half = 0; half < 1u << slices; half++)
        {
            if (System.Numerics.BitOperations.PopCount(half) != slices / 2)
                continue;
            splits++;
            for (int trial = 0; trial < trials; trial++)
            {
                inside[trial] = outside[trial] = 0;
                for (int slice = 0; slice < slices; slice++)
                    ((half >> slice & 1) == 1 ? inside : outside)[trial] += performance[trial][slice];
            }

            int best = Array.IndexOf(inside, inside.Max());
            // The rank among N from the worst, ties in the middle, over N + 1: at most ½ means at or below the median.
            double rank = outside.Count(value => value < outside[best]) + ((outside.Count(value => value == outside[best]) + 1) / 2.0);
            below += rank / (trials + 1) <= 0.5 ? 1 : 0;
        }

        return (double)below / splits;
    }

    // Φ⁻¹(1 − p) without the cancellation of 1 − p.
    private static double UpperQuantile(double p) => -PortableMath.NormalQuantile(p);
}
