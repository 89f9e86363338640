namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Finds the categories that are best parted from the rest. With few categories each alone; else they are sorted by G / (H + smoothing),
/// which makes the best set a run from either end (Fisher, 1958), as LightGBM does. Units are quanta, as in <see cref="GainScan"/>.
/// </summary>
internal sealed class CategoryScan
{
    private readonly BoosterParameters parameters;
    private readonly GainTerms terms;
    private readonly double rowsPerHessian, smooth;
    private readonly long total, missing;
    private readonly long[] sums;
    private readonly int[] order;
    private double best = GainScan.None;
    private bool missingListed;
    private int[] listed = [];

    private CategoryScan(ReadOnlySpan<long> cells, long total, long missing, in GainTerms terms, in CategoryTerms category)
    {
        parameters = category.Parameters;
        (this.total, this.missing, rowsPerHessian) = (total, missing, category.RowsPerHessian);
        sums = cells.ToArray();
        bool light = parameters.Kind == BoosterKind.LightGbm;
        smooth = light ? parameters.CategorySmooth * category.HessianQuanta : terms.Lambda;
        // The last bin holds all other categories, which are never listed.
        int categories = sums.Length - 1;
        order = [.. Enumerable.Range(0, categories).Where(
            bin => GradientScale.HessianOf(sums[bin]) > 0 && (!light || RowsOf(sums[bin]) >= parameters.CategorySmooth))];
        OneHot = categories <= parameters.MaxCategoriesOneHot;
        if (OneHot)
            order = [.. Enumerable.Range(0, categories)];
        this.terms = OneHot ? terms : terms with { Lambda = terms.Lambda + (parameters.CategoryL2 * category.HessianQuanta) };
    }

    private bool OneHot { get; }

    /// <summary>Searches one feature.</summary>
    /// <param name="cells">The sums of its categories; the last, of all others.</param>
    /// <param name="total">The sum of the node.</param>
    /// <param name="missing">The sum of missing values.</param>
    /// <param name="terms">The node.</param>
    /// <param name="category">How categories are treated.</param>
    /// <returns>The score, which bins go left, whether missing values do, and the sum of what goes left.</returns>
    public static (double Score, bool[] LeftBins, bool DefaultLeft, long LeftSum) Best(
        ReadOnlySpan<long> cells, long total, long missing, in GainTerms terms, in CategoryTerms category)
    {
        var scan = new CategoryScan(cells, total, missing, terms, category);
        if (scan.OneHot)
        {
            foreach (int bin in scan.order)
                scan.Try([bin], scan.sums[bin]);
        }
        else
        {
            Array.Sort(scan.order, scan.Compare);
            scan.Run(scan.order);
            scan.Run([.. scan.order.Reverse()]);
        }

        return scan.Result();
    }

    private (double Score, bool[] LeftBins, bool DefaultLeft, long LeftSum) Result()
    {
        // Listed categories go left in LightGBM's form, right in XGBoost's.
        bool listedLeft = parameters.Kind == BoosterKind.LightGbm;
        bool[] leftBins = new bool[BinnedTable.MaxBins];
        Array.Fill(leftBins, !listedLeft);
        long sum = missingListed ? missing : 0;
        foreach (int bin in listed)
        {
            leftBins[bin] = listedLeft;
            sum += sums[bin];
        }

        bool defaultLeft = missingListed == listedLeft;
        if (sums.Length < leftBins.Length)
            leftBins[sums.Length] = defaultLeft;
        return (best, leftBins, defaultLeft, listedLeft ? sum : total - sum);
    }

    private void Run(int[] from)
    {
        long sum = 0;
        double group = 0;
        int most = Math.Min(parameters.MaxCategoryThreshold, (from.Length + 1) / 2);
        for (int i = 0; i < most; i++)
        {
            sum += sums[from[i]];
            group += RowsOf(sums[from[i]]);
            if (RowsOf(total - sum) < parameters.MinDataPerGroup)
                break;
            if (group < parameters.MinDataPerGroup)
                continue;
            group = 0;
            Try(from.AsSpan(0, i + 1), sum);
        }
    }

    private void Try(ReadOnlySpan<int> bins, long sum)
    {
        TryWith(bins, sum, false);
        if (missing != 0 && parameters.Kind == BoosterKind.XGBoost)
            TryWith(bins, sum + missing, true);
    }

    private void TryWith(ReadOnlySpan<int> bins, long sum, bool withMissing)
    {
        double gradient = GradientScale.GradientOf(sum), hessian = GradientScale.HessianOf(sum);
        double otherGradient = terms.Gradient - gradient, otherHessian = terms.Hessian - hessian;
        if (!(hessian >= terms.MinHessian && otherHessian >= terms.MinHessian))
            return;
        double score = terms.ScoreOf(gradient, hessian, otherGradient, otherHessian);
        if (score > best)
            (best, listed, missingListed) = (score, bins.ToArray(), withMissing);
    }

    private int Compare(int a, int b)
    {
        int byRatio = Ratio(sums[a]).CompareTo(Ratio(sums[b]));
        return byRatio != 0 ? byRatio : a.CompareTo(b);
    }

    private double Ratio(long sum) => GradientScale.GradientOf(sum) / (GradientScale.HessianOf(sum) + smooth);

    private double RowsOf(long sum) => Math.Floor((GradientScale.HessianOf(sum) * rowsPerHessian) + 0.5);
}
