namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>A stretch of consecutive times.</summary>
/// <param name="First">The number of its first time.</param>
/// <param name="End">The number of the time after its last.</param>
internal readonly record struct TimeRange(int First, int End)
{
    /// <summary>Cuts times into parts of equal length; the first ones are longer by one where they do not divide evenly.</summary>
    public static TimeRange[] Cut(int times, int parts)
    {
        var ranges = new TimeRange[parts];
        int first = 0;
        for (int i = 0; i < parts; i++)
        {
            int end = first + (times / parts) + (i < times % parts ? 1 : 0);
            ranges[i] = new TimeRange(first, end);
            first = end;
        }

        return ranges;
    }

    /// <summary>Joins ranges that touch.</summary>
    public static List<TimeRange> Join(IEnumerable<TimeRange> ranges)
    {
        var joined = new List<TimeRange>();
        foreach (TimeRange range in ranges.Where(range => range.End > range.First).OrderBy(range => range.First))
        {
            if (joined.Count > 0 && joined[^1].End == range.First)
                joined[^1] = joined[^1] with { End = range.End };
            else
                joined.Add(range);
        }

        return joined;
    }
}
