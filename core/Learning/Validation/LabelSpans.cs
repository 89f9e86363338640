namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>
/// The time that each observation's label looks at: from the observation to the moment at which its label is known. Two observations
/// whose spans meet share information, so that one of them must not be trained on where the other is held out.
/// </summary>
public sealed class LabelSpans
{
    private readonly long[] starts;
    private readonly long[] ends;
    private readonly long[] times;

    /// <summary>Takes the spans, both ends included.</summary>
    /// <param name="starts">When each observation is made, in any unit. Rows of several symbols may share a time; the order is
    /// free.</param>
    /// <param name="ends">When each label is known; not before its start.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a span ends before it starts.</exception>
    public LabelSpans(long[] starts, long[] ends)
    {
        if (starts.Length != ends.Length)
            throw new ArgumentException("There must be an end for each start.", nameof(ends));
        for (int i = 0; i < starts.Length; i++)
        {
            if (ends[i] < starts[i])
                throw new ArgumentException($"The label of observation {i} ends before the observation.", nameof(ends));
        }

        (this.starts, this.ends) = (starts, ends);
        times = [.. starts.Distinct().Order()];
    }

    /// <summary>How many observations there are.</summary>
    public int Count => starts.Length;

    /// <summary>How many different times there are.</summary>
    public int Times => times.Length;

    /// <summary>When an observation is made.</summary>
    public long Start(int row) => starts[row];

    /// <summary>When the label of an observation is known.</summary>
    public long End(int row) => ends[row];

    /// <summary>The observations made from one time on and before another, both counted in different times, in ascending order.</summary>
    /// <param name="first">The first time.</param>
    /// <param name="end">The time after the last.</param>
    public int[] Between(int first, int end)
    {
        if (first >= end)
            return [];
        (long from, long to) = (times[first], times[end - 1]);
        var rows = new List<int>();
        for (int row = 0; row < starts.Length; row++)
        {
            if (starts[row] >= from && starts[row] <= to)
                rows.Add(row);
        }

        return [.. rows];
    }

    /// <summary>How many different times lie at or before a moment.</summary>
    public int TimesUpTo(long moment)
    {
        int index = Array.BinarySearch(times, moment);
        return index < 0 ? ~index : index + 1;
    }

    /// <summary>The time with a number; the last one for numbers beyond.</summary>
    public long Time(int number) => times[Math.Clamp(number, 0, times.Length - 1)];
}
