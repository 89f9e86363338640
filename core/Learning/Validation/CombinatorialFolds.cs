namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>
/// Combinatorial purged cross-validation: every choice of k of n parts is held out once, so that each part is predicted several times and
/// the predictions make several paths through all of the data (López de Prado 2018, chapter 12).
/// </summary>
public sealed class CombinatorialFolds
{
    private CombinatorialFolds(IReadOnlyList<Fold> splits, IReadOnlyList<IReadOnlyList<int>> paths, IReadOnlyList<int[]> parts) =>
        (Splits, Paths, Parts) = (splits, paths, parts);

    /// <summary>The splits: n choose k, in the order of the parts that they hold out.</summary>
    public IReadOnlyList<Fold> Splits { get; }

    /// <summary>The paths: for each part the number of the split whose prediction of it the path takes.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Paths { get; }

    /// <summary>The rows of each part.</summary>
    public IReadOnlyList<int[]> Parts { get; }

    /// <summary>Cuts observations.</summary>
    /// <param name="spans">The labels.</param>
    /// <param name="parts">How many parts, 3 or more.</param>
    /// <param name="heldOut">How many of them are held out at once, 2 or more and fewer than all.</param>
    /// <param name="embargo">How many times after a held-out stretch are not trained on.</param>
    public static CombinatorialFolds Of(LabelSpans spans, int parts, int heldOut, int embargo)
    {
        TimeRange[] ranges = TimeRange.Cut(spans.Times, parts);
        int[] all = spans.Between(0, spans.Times);
        var splits = new List<Fold>();
        var predictors = new List<int>[parts];
        for (int part = 0; part < parts; part++)
            predictors[part] = [];
        foreach (int[] choice in Choices(parts, heldOut))
        {
            foreach (int part in choice)
                predictors[part].Add(splits.Count);
            List<TimeRange> stretches = TimeRange.Join(choice.Select(part => ranges[part]));
            int[] test = [.. stretches.SelectMany(stretch => spans.Between(stretch.First, stretch.End)).Order()];
            splits.Add(new Fold(Purge.Train(spans, all, stretches, embargo), test));
        }

        // Every part is held out equally often; the j-th path takes the j-th prediction of each.
        var paths = new List<IReadOnlyList<int>>();
        for (int path = 0; path < predictors[0].Count; path++)
            paths.Add([.. predictors.Select(of => of[path])]);
        return new CombinatorialFolds(splits, paths, [.. ranges.Select(range => spans.Between(range.First, range.End))]);
    }

    // All choices of k of n numbers, in lexicographic order.
    private static IEnumerable<int[]> Choices(int n, int k)
    {
        int[] choice = [.. Enumerable.Range(0, k)];
        while (true)
        {
            yield return [.. choice];
            int last = k - 1;
            while (last >= 0 && choice[last] == n - k + last)
                last--;
            if (last < 0)
                yield break;
            choice[last]++;
            for (int i = last + 1; i < k; i++)
                choice[i] = choice[i - 1] + 1;
        }
    }
}
