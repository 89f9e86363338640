namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>
/// Where local steps take place. The region around the best trial grows while steps in it improve and shrinks while they do not
/// (after Eriksson et al., "Scalable global optimization via local Bayesian optimization", 2019). When the best trial has stopped
/// improving notably, every second turn looks elsewhere: one where the model of the whole space hopes for a notable improvement,
/// one in another basin, around the best trial that is far from all basins known, until steps there bring nothing more, then
/// the next. Notable is a ten-thousandth of the way from the median of the first trials to the best one. A region that has
/// shrunk to nothing leaves its turns to the model of the whole space, or, in a search too long for that, starts again at its
/// first size. Computed from the history, so it needs no state.
/// </summary>
internal sealed class TrustRegions
{
    private const double First = 0.1, Widest = 0.4, Narrowest = 1e-5, Apart = 0.25, ExploreFirst = 0.15, ExploreNarrowest = 0.02,
        NotableShare = 1e-4;
    private const int Patience = 12;

    private readonly IReadOnlyList<double[]> codes;
    private readonly IReadOnlyList<double> losses;
    private readonly List<int> known = [];
    private int best;
    private int lastNotable;
    private double notableBest;
    private double radius = First;
    private int successes, failures;
    private int other = -1;
    private double otherRadius;
    private int otherFailures;

    /// <summary>From this trial on, a region that has shrunk to nothing starts again.</summary>
    public const long RestartsFrom = 400;

    private TrustRegions(IReadOnlyList<double[]> codes, IReadOnlyList<double> losses) => (this.codes, this.losses) = (codes, losses);

    public TrustRegion Best => new(best, radius);

    public TrustRegion Other => new(other, otherRadius);

    /// <summary>By how much a loss must be lower to count as better in earnest.</summary>
    public double Notable { get; private set; }

    /// <summary>Follows a history; <paramref name="startup"/> trials come before the search.</summary>
    public static TrustRegions Of(IReadOnlyList<long> numbers, IReadOnlyList<double[]> codes, IReadOnlyList<double> losses, int startup)
    {
        var regions = new TrustRegions(codes, losses);
        double[] first = [.. losses.Take(startup).Order()];
        regions.Notable = NotableShare * (first[first.Length / 2] - losses.Min());
        regions.notableBest = losses[0];
        for (int i = 1; i < losses.Count; i++)
            regions.Add(i, numbers[i] < startup ? null : regions.TurnOf(numbers[i], i));
        return regions;
    }

    /// <summary>What a trial with a number is for, when so many are known.</summary>
    public Turn TurnOf(long number, int count)
    {
        if (number >= RestartsFrom && radius < Narrowest)
            (radius, successes, failures) = (First, 0, 0);
        bool settled = count - lastNotable > Patience;
        if (number % 2 == 0)
            return settled && number % 4 == 0 ? Turn.Search : Turn.Global;
        if (number % 4 == 3 && settled && (other >= 0 || FindOther(count)))
            return Turn.Explore;
        return radius >= Narrowest ? Turn.Refine : Turn.Global;
    }

    private void Add(int i, Turn? turn)
    {
        bool better = losses[i] < losses[best];
        double moved = better ? Distance(codes[i], codes[best]) : 0;
        if (better)
            best = i;
        if (losses[i] < notableBest - Notable)
            (notableBest, lastNotable) = (losses[i], i);
        if (turn == Turn.Refine)
        {
            (successes, failures) = better ? (successes + 1, 0) : (0, failures + 1);
            if (successes >= 2 && moved > 0.5 * radius)
                (radius, successes) = (Math.Min(Widest, 2 * radius), 0);
            else if (failures >= 2)
                (radius, failures) = (radius / 2, 0);
        }
        else if (better && moved > radius)
        {
            (radius, successes, failures) = (First, 0, 0);
        }

        if (turn == Turn.Explore)
            Explored(i);
    }

    private void Explored(int i)
    {
        if (losses[i] < losses[other] - Notable)
        {
            (other, otherFailures) = (i, 0);
        }
        else if (++otherFailures >= 2)
        {
            (otherRadius, otherFailures) = (otherRadius / 2, 0);
        }

        if (otherRadius >= ExploreNarrowest && other != best)
            return;
        known.Add(other);
        other = -1;
    }

    private bool FindOther(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if ((other < 0 || losses[i] < losses[other])
                && Distance(codes[i], codes[best]) > Apart
                && known.TrueForAll(basin => Distance(codes[i], codes[basin]) > Apart))
                other = i;
        }

        (otherRadius, otherFailures) = (ExploreFirst, 0);
        return other >= 0;
    }

    private static double Distance(double[] left, double[] right)
    {
        double most = 0;
        for (int i = 0; i < left.Length; i++)
        {
            double distance = Math.Abs(left[i] - right[i]);
            if (!double.IsNaN(distance))
                most = Math.Max(most, Math.Min(1, distance));
            else if (double.IsNaN(left[i]) != double.IsNaN(right[i]))
                return 1;
        }

        return most;
    }
}
