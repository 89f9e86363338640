namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// <see cref="GainScan"/> under monotone constraints: leaf values are held within the node's bounds, a split whose children would be in the
/// wrong order does not count, and a child's score is −(2·G·w + (H + λ)·w² + 2·α·|w|) at the value w that it may have.
/// </summary>
/// <param name="terms">The node, in quanta.</param>
/// <param name="lower">Least leaf value, in quanta of gradient per quantum of hessian.</param>
/// <param name="upper">Greatest leaf value, likewise.</param>
internal readonly struct MonotoneScan(GainTerms terms, double lower, double upper)
{
    /// <summary>Searches one feature; see <see cref="GainScan.Best"/>.</summary>
    public (double Score, int Bin) Best(ReadOnlySpan<long> sums, int count, long missing, int direction, bool last)
    {
        (double best, int at) = (GainScan.None, 0);
        for (int bin = 0; bin < count; bin++)
        {
            double score = Score(sums[bin] + missing, direction);
            if (last ? score >= best : score > best)
                (best, at) = (score, bin);
        }

        return (best, at);
    }

    /// <summary>The score of the node as a leaf.</summary>
    public double NodeScore() => ScoreAt(terms.Gradient, terms.Hessian, Weight(terms.Gradient, terms.Hessian));

    private double Score(long left, int direction)
    {
        double gradient = GradientScale.GradientOf(left), hessian = GradientScale.HessianOf(left);
        double otherGradient = terms.Gradient - gradient, otherHessian = terms.Hessian - hessian;
        if (!(hessian >= terms.MinHessian && otherHessian >= terms.MinHessian))
            return GainScan.None;
        double weight = Weight(gradient, hessian), other = Weight(otherGradient, otherHessian);
        if (direction > 0 ? weight > other : direction < 0 && weight < other)
            return GainScan.None;
        return ScoreAt(gradient, hessian, weight) + ScoreAt(otherGradient, otherHessian, other);
    }

    private double Weight(double gradient, double hessian)
    {
        double shrunk = Math.Max(Math.Abs(gradient) - terms.Alpha, 0);
        return Math.Min(Math.Max((gradient > 0 ? -shrunk : shrunk) / (hessian + terms.Lambda), lower), upper);
    }

    private double ScoreAt(double gradient, double hessian, double weight) =>
        -((2 * gradient * weight) + ((hessian + terms.Lambda) * weight * weight) + (2 * terms.Alpha * Math.Abs(weight)));
}
