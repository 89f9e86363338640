using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Finds the bin after which a feature is best split: the greatest T(G_L)²/(H_L+λ) + T(G_R)²/(H_R+λ) (Chen and Guestrin 2016, equation 7,
/// without its ½ and the parent's term, which are the same for all). Each bin is computed by itself, in doubles, so that the width of the
/// vectors changes nothing.
/// </summary>
internal static unsafe class GainScan
{
    /// <summary>The score of no split.</summary>
    public const double None = double.NegativeInfinity;

    /// <summary>Searches one feature.</summary>
    /// <param name="width">How wide to compute.</param>
    /// <param name="sums">Running sums over the bins: entry b is what goes left when split after bin b. A multiple of 8 entries.</param>
    /// <param name="count">How many bins to look at, rounded up to a multiple of 8.</param>
    /// <param name="missing">What missing values add to the left; 0 where they go right.</param>
    /// <param name="terms">The node.</param>
    /// <param name="last">Of equal scores the last bin counts, not the first.</param>
    /// <returns>The best score and its bin.</returns>
    public static (double Score, int Bin) Best(
        VectorWidth width, ReadOnlySpan<long> sums, int count, long missing, in GainTerms terms, bool last)
    {
        double* scores = stackalloc double[8];
        double* bins = stackalloc double[8];
        fixed (long* first = sums)
        {
            switch (width)
            {
                case VectorWidth.Bits512:
                    Scan512(first, count, missing, terms, last, scores, bins);
                    break;
                case VectorWidth.Bits256:
                    Scan256(first, count, missing, terms, last, scores, bins);
                    Scan256(first + 4, count, missing, terms, last, scores + 4, bins + 4);
                    for (int lane = 4; lane < 8; lane++)
                        bins[lane] += 4;
                    break;
                default:
                    return Scan(first, count, missing, terms, last);
            }
        }

        (double score, double bin) = (scores[0], bins[0]);
        for (int lane = 1; lane < 8; lane++)
        {
            if (scores[lane] > score || (scores[lane] == score && (last ? bins[lane] > bin : bins[lane] < bin)))
                (score, bin) = (scores[lane], bins[lane]);
        }

        return (score, (int)bin);
    }

    private static (double Score, int Bin) Scan(long* sums, int count, long missing, in GainTerms terms, bool last)
    {
        (double best, int at) = (None, 0);
        for (int bin = 0; bin < count; bin++)
        {
            long left = sums[bin] + missing;
            double gradient = GradientScale.GradientOf(left), hessian = GradientScale.HessianOf(left);
            double otherGradient = terms.Gradient - gradient, otherHessian = terms.Hessian - hessian;
            if (!(hessian >= terms.MinHessian && otherHessian >= terms.MinHessian))
                continue;
            double score = terms.ScoreOf(gradient, hessian, otherGradient, otherHessian);
            if (last ? score >= best : score > best)
                (best, at) = (score, bin);
        }

        return (best, at);
    }

    private static void Scan512(long* sums, int count, long missing, in GainTerms terms, bool last, double* scores, double* bins)
    {
        Vector512<double> gradient = Vector512.Create(terms.Gradient), hessian = Vector512.Create(terms.Hessian);
        Vector512<double> alpha = Vector512.Create(terms.Alpha), lambda = Vector512.Create(terms.Lambda);
        Vector512<double> min = Vector512.Create(terms.MinHessian), none = Vector512.Create(None), eight = Vector512.Create(8.0);
        Vector512<double> bin = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), best = none, at = bin;
        Vector512<long> low = Vector512.Create(0xFFFFFFFFL), extra = Vector512.Create(missing);
        for (int i = 0; i < count; i += 8)
        {
            Vector512<long> left = Vector512.Load(sums + i) + extra;
            Vector512<double> g = Vector512.ConvertToDouble(left >> 32), h = Vector512.ConvertToDouble(left & low);
            Vector512<double> otherG = gradient - g, otherH = hessian - h;
            Vector512<double> shrunk = Vector512.Max(Vector512.Abs(g) - alpha, Vector512<double>.Zero);
            Vector512<double> otherShrunk = Vector512.Max(Vector512.Abs(otherG) - alpha, Vector512<double>.Zero);
            Vector512<double> below = h + lambda, otherBelow = otherH + lambda;
            Vector512<double> score = ((shrunk * shrunk * otherBelow) + (otherShrunk * otherShrunk * below)) / (below * otherBelow);
            score = Vector512.ConditionalSelect(
                Vector512.GreaterThanOrEqual(h, min) & Vector512.GreaterThanOrEqual(otherH, min), score, none);
            Vector512<double> better = last ? Vector512.GreaterThanOrEqual(score, best) : Vector512.GreaterThan(score, best);
            best = Vector512.ConditionalSelect(better, score, best);
            at = Vector512.ConditionalSelect(better, bin, at);
            bin += eight;
        }

        best.Store(scores);
        at.Store(bins);
    }

    // Every second group of four bins.
    private static void Scan256(long* sums, int count, long missing, in GainTerms terms, bool last, double* scores, double* bins)
    {
        Vector256<double> gradient = Vector256.Create(terms.Gradient), hessian = Vector256.Create(terms.Hessian);
        Vector256<double> alpha = Vector256.Create(terms.Alpha), lambda = Vector256.Create(terms.Lambda);
        Vector256<double> min = Vector256.Create(terms.MinHessian), none = Vector256.Create(None), eight = Vector256.Create(8.0);
        Vector256<double> bin = Vector256.Create(0.0, 1, 2, 3), best = none, at = bin;
        // Added to 2⁵² by its bits, a whole number of 32 bits is a double: cheaper than converting a long.
        Vector256<long> low = Vector256.Create(0xFFFFFFFFL), extra = Vector256.Create(missing), sign = Vector256.Create(0x80000000L);
        Vector256<long> magic = Vector256.Create(4503599627370496.0).AsInt64();
        Vector256<double> unsigned = Vector256.Create(4503599627370496.0), signed = Vector256.Create(4503599627370496.0 + 2147483648.0);
        for (int i = 0; i < count; i += 8)
        {
            Vector256<long> left = Vector256.Load(sums + i) + extra;
            Vector256<double> g = (((left >>> 32) ^ sign) | magic).AsDouble() - signed;
            Vector256<double> h = ((left & low) | magic).AsDouble() - unsigned;
            Vector256<double> otherG = gradient - g, otherH = hessian - h;
            Vector256<double> shrunk = Vector256.Max(Vector256.Abs(g) - alpha, Vector256<double>.Zero);
            Vector256<double> otherShrunk = Vector256.Max(Vector256.Abs(otherG) - alpha, Vector256<double>.Zero);
            Vector256<double> below = h + lambda, otherBelow = otherH + lambda;
            Vector256<double> score = ((shrunk * shrunk * otherBelow) + (otherShrunk * otherShrunk * below)) / (below * otherBelow);
            score = Vector256.ConditionalSelect(
                Vector256.GreaterThanOrEqual(h, min) & Vector256.GreaterThanOrEqual(otherH, min), score, none);
            Vector256<double> better = last ? Vector256.GreaterThanOrEqual(score, best) : Vector256.GreaterThan(score, best);
            best = Vector256.ConditionalSelect(better, score, best);
            at = Vector256.ConditionalSelect(better, bin, at);
            bin += eight;
        }

        best.Store(scores);
        at.Store(bins);
    }
}
