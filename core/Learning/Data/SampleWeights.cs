using ServerlessTuner.Core.Learning.Validation;

namespace ServerlessTuner.Core.Learning.Data;

/// <summary>How much each observation counts in training.</summary>
/// <remarks>López de Prado, Advances in Financial Machine Learning (2018), chapter 4.</remarks>
public static class SampleWeights
{
    /// <summary>
    /// The average uniqueness of each label: the mean, over the times it spans, of 1 / how many labels span that time. It lies above 0 and
    /// is 1 for a label that meets no other.
    /// </summary>
    /// <param name="spans">The labels.</param>
    public static double[] Uniqueness(LabelSpans spans)
    {
        double[] shared = Shared(spans, static _ => 1);
        var weights = new double[spans.Count];
        for (int row = 0; row < weights.Length; row++)
        {
            int first = spans.TimesUpTo(spans.Start(row)) - 1, end = spans.TimesUpTo(spans.End(row));
            weights[row] = (shared[end] - shared[first]) / (end - first);
        }

        return weights;
    }

    /// <summary>
    /// Weights by return: the absolute sum, over the times a label spans, of the return at each divided by its concurrency; scaled so that
    /// the mean is 1.
    /// </summary>
    /// <param name="spans">The labels.</param>
    /// <param name="returns">The logarithmic return into each different time, in their order.</param>
    public static double[] ByReturn(LabelSpans spans, ReadOnlySpan<double> returns)
    {
        double[] into = returns.ToArray();
        double[] shared = Shared(spans, time => into[time]);
        var weights = new double[spans.Count];
        double sum = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = Math.Abs(shared[spans.TimesUpTo(spans.End(row))] - shared[spans.TimesUpTo(spans.Start(row)) - 1]);
            sum += weights[row];
        }

        for (int row = 0; row < weights.Length && sum > 0; row++)
            weights[row] *= weights.Length / sum;
        return weights;
    }

    // Element t + 1 is the sum, over the times 0 to t, of a value divided by how many labels span that time.
    private static double[] Shared(LabelSpans spans, Func<int, double> valueAt)
    {
        var changes = new int[spans.Times + 1];
        for (int row = 0; row < spans.Count; row++)
        {
            changes[spans.TimesUpTo(spans.Start(row)) - 1]++;
            changes[spans.TimesUpTo(spans.End(row))]--;
        }

        var shared = new double[spans.Times + 1];
        for (int time = 0, concurrency = 0; time < spans.Times; time++)
        {
            concurrency += changes[time];
            shared[time + 1] = shared[time] + (concurrency == 0 ? 0 : valueAt(time) / concurrency);
        }

        return shared;
    }
}
