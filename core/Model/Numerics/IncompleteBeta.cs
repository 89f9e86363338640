namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// The regularised incomplete beta function and its inverse, with the same bits on every machine: what a beta distribution draws
/// decides proposals. The continued fraction is that of Abramowitz and Stegun, 26.5.8, by Lentz's method.
/// </summary>
public static class IncompleteBeta
{
    private const int MostTerms = 10_000;

    // Lanczos' approximation with g = 7 and nine terms (Godfrey, 2001): 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>I_x(a, b): the probability that a beta-distributed number is at most <paramref name="x"/>.</summary>
    /// <param name="a">The first shape, above 0.</param>
    /// <param name="b">The second shape, above 0.</param>
    /// <param name="x">From 0 to 1; the ends are returned for what lies outside.</param>
    public static double Cumulative(double a, double b, double x)
    {
        if (!(x > 0))
            return 0;
        if (x >= 1)
            return 1;
        double front = PortableMath.Exp(
            LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * PortableMath.Log(x)) + (b * PortableMath.Log1P(-x)));
        // The fraction converges fast on one side of the mean; the other side is the complement.
        double value = x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, 1 - x) / b);
        return Math.Clamp(value, 0, 1);
    }

    /// <summary>The smallest number whose <see cref="Cumulative"/> reaches <paramref name="unit"/>.</summary>
    /// <param name="a">The first shape, above 0.</param>
    /// <param name="b">The second shape, above 0.</param>
    /// <param name="unit">A probability.</param>
    public static double Quantile(double a, double b, double unit)
    {
        if (!(unit > 0))
            return 0;
        if (unit >= 1)
            return 1;
        // Positive doubles are ordered as their bits are: halving those finds numbers of any size in 62 steps.
        long low = 0, high = BitConverter.DoubleToInt64Bits(1);
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (Cumulative(a, b, BitConverter.Int64BitsToDouble(middle)) < unit)
                low = middle;
            else
                high = middle;
        }

        return BitConverter.Int64BitsToDouble(high);
    }

    /// <summary>The logarithm of the gamma function for <paramref name="x"/> above 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
            return LogGamma(x + 1) - PortableMath.Log(x);
        double y = x - 1, sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (y + i);
        double t = y + 7.5;
        return 0.91893853320467274 + ((y + 0.5) * PortableMath.Log(t)) - t + PortableMath.Log(sum);
    }

    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / AwayFromZero(1 - ((a + b) * x / (a + 1))), result = d;
        for (int m = 1; m <= MostTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / AwayFromZero(1 + (even * d));
            c = AwayFromZero(1 + (even / c));
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / AwayFromZero(1 + (odd * d));
            c = AwayFromZero(1 + (odd / c));
            double factor = d * c;
            result *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
                break;
        }

        return result;

        static double AwayFromZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
