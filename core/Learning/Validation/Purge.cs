namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>Removes from training what shares information with held-out data.</summary>
/// <remarks>
/// López de Prado, Advances in Financial Machine Learning (2018), chapter 7. A held-out stretch reaches from its first observation to the
/// latest end of its labels. An observation is trained on if its own label ends before the stretch begins, or if it is made after the
/// stretch and the embargo that follows. Several stretches are looked at one by one: what lies between two of them may be trained on.
/// </remarks>
internal static class Purge
{
    /// <summary>The rows that may be trained on.</summary>
    /// <param name="spans">The labels.</param>
    /// <param name="candidates">The rows to choose from, ascending.</param>
    /// <param name="heldOut">The stretches held out.</param>
    /// <param name="embargo">How many times after a stretch are left out, too.</param>
    public static int[] Train(LabelSpans spans, IReadOnlyList<int> candidates, IReadOnlyList<TimeRange> heldOut, int embargo)
    {
        var stretches = new List<(long From, long To)>();
        foreach (TimeRange range in heldOut)
        {
            int[] rows = spans.Between(range.First, range.End);
            if (rows.Length == 0)
                continue;
            long reach = rows.Max(spans.End);
            int after = spans.TimesUpTo(reach) + embargo;
            stretches.Add((spans.Time(range.First), embargo == 0 ? reach : Math.Max(reach, spans.Time(after - 1))));
        }

        return [.. candidates.Where(row => stretches.TrueForAll(
            stretch => spans.End(row) < stretch.From || spans.Start(row) > stretch.To))];
    }
}
