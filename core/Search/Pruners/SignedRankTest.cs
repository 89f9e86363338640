using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Wilcoxon's one-sided signed-rank test on paired differences. Zero differences are ranked and give half of their ranks to each
/// side ("zsplit"). The method is chosen as SciPy does: exact for up to 50 differences without ties and zeros, all sign
/// changes for up to 13 with them, otherwise the normal approximation with its correction for ties.
/// </summary>
internal static class SignedRankTest
{
    private const int MaxExact = 50, MaxExactWithTies = 13;

    /// <summary>The p-value against the alternative that differences tend to be above 0 (<paramref name="greater"/>) or below 0.</summary>
    /// <returns>From 0 to 1; NaN where all differences are zero and there are many.</returns>
    public static double PValue(ReadOnlySpan<double> differences, bool greater)
    {
        int n = differences.Length;
        var sizes = new double[n];
        var signs = new int[n];
        for (int i = 0; i < n; i++)
            (sizes[i], signs[i]) = (Math.Abs(differences[i]), Math.Sign(differences[i]));
        Array.Sort(sizes, signs);

        // Ranks are doubled, so that averages over ties are whole.
        var ranks = new int[n];
        double tieCorrection = 0;
        bool tied = signs.AsSpan().Contains(0);
        for (int first = 0, last; first < n; first = last)
        {
            for (last = first + 1; last < n && sizes[last] == sizes[first];)
                last++;
            double length = last - first;
            tied |= length > 1;
            tieCorrection += (length * length * length) - length;
            ranks.AsSpan(first..last).Fill(first + last + 1);
        }

        if (n <= (tied ? MaxExactWithTies : MaxExact))
            return Exact(ranks, signs, greater);

        double positive = 0;
        for (int i = 0; i < n; i++)
            positive += ranks[i] * (signs[i] + 1) / 4.0;
        double mean = n * (n + 1.0) / 4;
        double deviation = Math.Sqrt(((n * (n + 1.0) * ((2.0 * n) + 1)) - (tieCorrection / 2)) / 24);
        double z = (positive - mean) / deviation;
        return PortableMath.NormalCdf(greater ? -z : z);
    }

    private static double Exact(ReadOnlySpan<int> ranks, ReadOnlySpan<int> signs, bool greater)
    {
        int total = 0, observed = 0;
        // ways[k]: how many choices of signs give the positive differences the (doubled) rank sum k. Exact up to 2⁵³.
        var ways = new double[(ranks.Length * (ranks.Length + 1)) + 1];
        ways[0] = 1;
        double all = 1;
        for (int i = 0; i < ranks.Length; i++)
        {
            if (signs[i] == 0)
                continue;
            total += ranks[i];
            all *= 2;
            observed += signs[i] > 0 ? ranks[i] : 0;
            for (int k = total; k >= ranks[i]; k--)
                ways[k] += ways[k - ranks[i]];
        }

        double extreme = 0;
        for (int k = greater ? observed : 0; k <= (greater ? total : observed); k++)
            extreme += ways[k];
        return extreme / all;
    }
}
