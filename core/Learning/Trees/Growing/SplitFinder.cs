using ServerlessTuner.Core.Learning.Trees.Binning;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Finds a node's best split from its histogram: every feature and bin, missing values tried on both sides. Of equal gains the first
/// feature counts, then missing values to the right, then the first bin, as in XGBoost.
/// </summary>
internal sealed class SplitFinder(BinnedTable data, BoosterParameters parameters, VectorWidth width)
{
    /// <summary>What XGBoost asks of a gain at least.</summary>
    private const double LeastGain = 1e-6;

    private readonly long[] sums = new long[BinnedTable.MaxBins + 8];
    private readonly bool constrained = parameters.MonotoneConstraints?.Any(static constraint => constraint != 0) == true;

    /// <summary>The quanta of the tree.</summary>
    public GradientScale Scale { get; set; }

    /// <summary>Finds the best split of a node, or none that is allowed.</summary>
    public Split Find(GrowingNode node, int[] columns)
    {
        GainTerms terms = TermsOf(node);
        Split best = Split.None;
        double unit = Scale.HessianQuanta / (Scale.GradientQuanta * Scale.GradientQuanta);
        double toQuanta = Scale.GradientQuanta / Scale.HessianQuanta;
        var monotone = new MonotoneScan(terms, node.Lower * toQuanta, node.Upper * toQuanta);
        for (int column = 0; column < columns.Length; column++)
        {
            FeatureBins bins = data.Features[columns[column]];
            ReadOnlySpan<long> cells = node.Histogram.AsSpan(column * BinnedTable.MaxBins, BinnedTable.MaxBins);
            long missing = bins.Count < BinnedTable.MaxBins ? cells[bins.Missing] : 0;
            if (bins.Categories is not null)
            {
                TryCategories(cells[..bins.Count], node, column, missing, terms, ref best);
                continue;
            }

            int count = Accumulate(cells, bins.Count);
            int direction = parameters.MonotoneConstraints?[columns[column]] ?? 0;
            Try(Scan(0, false), 0, false, ref best);
            if (missing != 0)
                Try(Scan(missing, true), missing, true, ref best);

            (double Score, int Bin) Scan(long left, bool last) => constrained
                ? monotone.Best(sums, count, left, direction, last)
                : GainScan.Best(width, sums, count, left, terms, last);

            void Try((double Score, int Bin) found, long left, bool defaultLeft, ref Split best)
            {
                if (found.Score > best.Gain)
                {
                    best = new Split
                    {
                        Gain = found.Score,
                        Column = column,
                        Bin = Math.Min(found.Bin, bins.Count - 1),
                        DefaultLeft = defaultLeft,
                        LeftSum = sums[found.Bin] + left,
                    };
                }
            }
        }

        double leaf = constrained ? monotone.NodeScore() : terms.ScoreOf(terms.Gradient, terms.Hessian);
        best.Gain = (best.Gain - leaf) * unit;
        bool allowed = parameters.Kind == BoosterKind.XGBoost
            ? best.Gain > LeastGain && best.Gain >= parameters.MinSplitGain
            : best.Gain > parameters.MinSplitGain;
        return allowed ? best : Split.None;
    }

    /// <summary>Whether a node has what two children need.</summary>
    public bool MaySplit(GrowingNode node) =>
        node.Bag.Count >= 2 && GradientScale.HessianOf(node.Sum) >= 2 * TermsOf(node).MinHessian;

    /// <summary>
    /// The value of a leaf before shrinkage: −T(G) / (H + λ), 0 where hessians are fewer than asked, within the node's bounds.
    /// </summary>
    public double WeightOf(long sum, double lower, double upper)
    {
        double gradient = GradientScale.GradientOf(sum) / Scale.GradientQuanta;
        double hessian = GradientScale.HessianOf(sum) / Scale.HessianQuanta;
        double shrunk = Math.Max(Math.Abs(gradient) - parameters.RegAlpha, 0);
        bool none = hessian <= 0 || (parameters.Kind == BoosterKind.XGBoost && hessian < parameters.MinChildWeight);
        double weight = none ? 0 : (gradient > 0 ? -shrunk : shrunk) / (hessian + parameters.RegLambda);
        return Math.Min(Math.Max(weight, lower), upper);
    }

    private GainTerms TermsOf(GrowingNode node)
    {
        double hessian = GradientScale.HessianOf(node.Sum);
        // Rows are estimated from hessians; a leaf of n rows has at least n − ½ estimated ones.
        double samples = (parameters.MinChildSamples - 0.5) * hessian / Math.Max(node.Bag.Count, 1);
        double min = Math.Max(Math.Max(parameters.MinChildWeight * Scale.HessianQuanta, samples), 1);
        return new GainTerms(
            GradientScale.GradientOf(node.Sum),
            hessian,
            parameters.RegAlpha * Scale.GradientQuanta,
            parameters.RegLambda * Scale.HessianQuanta,
            min);
    }

    private void TryCategories(ReadOnlySpan<long> cells, GrowingNode node, int column, long missing, in GainTerms terms, ref Split best)
    {
        double rowsPerHessian = node.Bag.Count / Math.Max(terms.Hessian, 1);
        var category = new CategoryTerms(parameters, Scale.HessianQuanta, rowsPerHessian);
        (double score, bool[] leftBins, bool defaultLeft, long leftSum) = CategoryScan.Best(cells, node.Sum, missing, terms, category);
        if (score > best.Gain)
            best = new Split { Gain = score, Column = column, LeftBins = leftBins, DefaultLeft = defaultLeft, LeftSum = leftSum };
    }

    // Running sums of the bins; the last is repeated up to the next multiple of 8.
    private unsafe int Accumulate(ReadOnlySpan<long> cells, int count)
    {
        long sum = 0;
        fixed (long* from = cells, to = sums)
        {
            for (nuint bin = 0; bin < (nuint)count; bin++)
                to[bin] = sum += from[bin];
        }

        int padded = (count + 7) & ~7;
        sums.AsSpan(count, padded - count).Fill(sum);
        return padded;
    }
}
