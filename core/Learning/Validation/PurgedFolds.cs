namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>Cuts observations in time into folds whose training parts are purged (see <see cref="Purge"/>).</summary>
public static class PurgedFolds
{
    /// <summary>Each of k consecutive parts is held out once.</summary>
    /// <param name="spans">The labels.</param>
    /// <param name="folds">How many parts, 2 or more.</param>
    /// <param name="embargo">How many times after a held-out part are not trained on.</param>
    public static IReadOnlyList<Fold> KFold(LabelSpans spans, int folds, int embargo)
    {
        int[] all = spans.Between(0, spans.Times);
        return [
            .. TimeRange.Cut(spans.Times, folds).Select(
                part => new Fold(Purge.Train(spans, all, [part], embargo), spans.Between(part.First, part.End)))
        ];
    }

    /// <summary>
    /// Walk-forward: the first part is only trained on; each later one is held out once, after a training part that ends where it begins.
    /// </summary>
    /// <param name="spans">The labels.</param>
    /// <param name="folds">How many parts are held out, 1 or more.</param>
    /// <param name="rolling">Whether a training part is as long as one part; otherwise it begins with the data and grows.</param>
    public static IReadOnlyList<Fold> WalkForward(LabelSpans spans, int folds, bool rolling)
    {
        TimeRange[] parts = TimeRange.Cut(spans.Times, folds + 1);
        var walk = new List<Fold>();
        for (int i = 1; i < parts.Length; i++)
        {
            int[] before = spans.Between(rolling ? parts[i - 1].First : 0, parts[i].First);
            walk.Add(new Fold(Purge.Train(spans, before, [parts[i]], embargo: 0), spans.Between(parts[i].First, parts[i].End)));
        }

        return walk;
    }
}
