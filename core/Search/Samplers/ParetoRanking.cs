namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>Non-dominated sorting and crowding distances, as in NSGA-II (Deb et al., 2002). Losses: smaller is better.</summary>
internal static class ParetoRanking
{
    /// <summary>Whether the first is nowhere worse and somewhere better.</summary>
    public static bool Dominates(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        bool better = false;
        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] > right[i])
                return false;
            better |= left[i] < right[i];
        }

        return better;
    }

    /// <summary>The front of each item: 0 for those that none dominates, 1 for those that only front 0 dominates, and so on.</summary>
    public static int[] Fronts(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        int count = losses.Count;
        var front = new int[count];
        var dominators = new int[count];
        var dominated = new List<int>[count];
        for (int i = 0; i < count; i++)
        {
            dominated[i] = [];
            for (int j = 0; j < count; j++)
            {
                if (Dominates(losses[i], losses[j]))
                    dominated[i].Add(j);
                else if (Dominates(losses[j], losses[i]))
                    dominators[i]++;
            }
        }

        List<int> current = [.. Enumerable.Range(0, count).Where(i => dominators[i] == 0)];
        for (int rank = 0; current.Count > 0; rank++)
        {
            var next = new List<int>();
            foreach (int i in current)
            {
                front[i] = rank;
                foreach (int j in dominated[i])
                {
                    if (--dominators[j] == 0)
                        next.Add(j);
                }
            }

            current = next;
        }

        return front;
    }

    /// <summary>How far apart each item's neighbours within the set are, summed over objectives; infinite at the ends.</summary>
    public static double[] Crowding(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var distance = new double[losses.Count];
        if (losses.Count == 0)
            return distance;
        for (int objective = 0; objective < losses[0].Count; objective++)
        {
            int[] order = [.. Enumerable.Range(0, losses.Count).OrderBy(i => losses[i][objective])];
            double range = losses[order[^1]][objective] - losses[order[0]][objective];
            distance[order[0]] = distance[order[^1]] = double.PositiveInfinity;
            for (int i = 1; i < order.Length - 1 && range > 0; i++)
                distance[order[i]] += (losses[order[i + 1]][objective] - losses[order[i - 1]][objective]) / range;
        }

        return distance;
    }

    /// <summary>The best items: by front, then by crowding, then in the order given.</summary>
    public static List<T> Best<T>(IReadOnlyList<T> items, Func<T, IReadOnlyList<double>> losses, int count)
    {
        int[] fronts = Fronts([.. items.Select(losses)]);
        var best = new List<T>(count);
        foreach (IGrouping<int, int> front in Enumerable.Range(0, items.Count).GroupBy(i => fronts[i]).OrderBy(group => group.Key))
        {
            if (best.Count >= count)
                break;
            int[] members = [.. front];
            if (best.Count + members.Length > count)
            {
                double[] crowding = Crowding([.. members.Select(i => losses(items[i]))]);
                members = [
                    .. Enumerable.Range(0, members.Length).OrderByDescending(i => crowding[i]).ThenBy(i => members[i]).Take(
                        count - best.Count).Select(i => members[i])
                ];
            }

            best.AddRange(members.Order().Select(i => items[i]));
        }

        return best;
    }
}
