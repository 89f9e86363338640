using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>Fronts of studies with several objectives. All values are losses: smaller is better; NaN counts as infinite.</summary>
public static class ParetoFront
{
    /// <summary>The indexes of the points that no other dominates, ascending. Equal points do not dominate each other.</summary>
    /// <param name="losses">One array per point, all of the same length. Points with an infinite loss are left out.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        // In lexicographic order no point is dominated by a later one, so a point must only be held against the front so far.
        var front = new List<int>();
        foreach (int i in Sorted(losses))
        {
            if (IsFinite(losses[i]) && !front.Exists(other => ParetoRanking.Dominates(losses[other], losses[i])))
                front.Add(i);
        }

        front.Sort();
        return front;
    }

    /// <summary>
    /// The front of each point: 0 for those that none dominates, 1 for those that only front 0 dominates, and so on; −1 for
    /// points with an infinite loss. Efficient non-dominated sort (Zhang et al., 2015).
    /// </summary>
    public static int[] Ranks(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var ranks = new int[losses.Count];
        var fronts = new List<List<int>>();
        foreach (int i in Sorted(losses))
        {
            ranks[i] = -1;
            if (!IsFinite(losses[i]))
                continue;
            // A point that a front dominates is dominated by all fronts before it, so the first other front can be bisected.
            int low = 0, high = fronts.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                // From the back: the nearest in order dominates most often.
                if (fronts[middle].FindLastIndex(other => ParetoRanking.Dominates(losses[other], losses[i])) >= 0)
                    low = middle + 1;
                else
                    high = middle;
            }

            if (low == fronts.Count)
                fronts.Add([]);
            fronts[low].Add(i);
            ranks[i] = low;
        }

        return ranks;
    }

    /// <summary>
    /// The volume that the points dominate up to a reference: how good a front is as one number, larger is better. By slicing
    /// along the last objective: n log n for two objectives, a factor n for each more.
    /// </summary>
    /// <param name="losses">The points; those not better than the reference in every objective add nothing.</param>
    /// <param name="reference">A loss per objective that every useful point is below.</param>
    /// <exception cref="ArgumentException">A point has another number of objectives than the reference.</exception>
    public static double Hypervolume(IEnumerable<IReadOnlyList<double>> losses, IReadOnlyList<double> reference)
    {
        var inside = new List<IReadOnlyList<double>>();
        foreach (IReadOnlyList<double> point in losses)
        {
            if (point.Count != reference.Count)
                throw new ArgumentException(
                    $"A point has {point.Count} objectives, but the reference has {reference.Count}.", nameof(losses));
            // Negated by its form: NaN is not below the reference.
            if (Enumerable.Range(0, reference.Count).All(i => point[i] < reference[i]))
                inside.Add(point);
        }

        return Volume(inside, reference, reference.Count);
    }

    private static double Volume(List<IReadOnlyList<double>> points, IReadOnlyList<double> reference, int dimensions)
    {
        if (points.Count == 0)
            return 0;
        if (dimensions == 1)
            return reference[0] - points.Min(point => point[0]);
        int last = dimensions - 1;
        points = [.. points.OrderBy(point => point[last])];
        double volume = 0;
        if (dimensions == 2)
        {
            double low = reference[0];
            foreach (IReadOnlyList<double> point in points)
            {
                if (point[0] >= low)
                    continue;
                volume += (low - point[0]) * (reference[1] - point[1]);
                low = point[0];
            }

            return volume;
        }

        for (int i = 0; i < points.Count; i++)
        {
            double thickness = (i + 1 < points.Count ? points[i + 1][last] : reference[last]) - points[i][last];
            if (thickness > 0)
                volume += thickness * Volume(points[..(i + 1)], reference, last);
        }

        return volume;
    }

    private static int[] Sorted(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        int[] order = [.. Enumerable.Range(0, losses.Count)];
        Array.Sort(order, (left, right) =>
        {
            for (int k = 0; k < losses[left].Count; k++)
            {
                int sign = losses[left][k].CompareTo(losses[right][k]);
                if (sign != 0)
                    return sign;
            }

            return left.CompareTo(right);
        });
        return order;
    }

    private static bool IsFinite(IReadOnlyList<double> point)
    {
        for (int i = 0; i < point.Count; i++)
        {
            if (!double.IsFinite(point[i]))
                return false;
        }

        return true;
    }
}
