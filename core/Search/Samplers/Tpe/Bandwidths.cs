namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>
/// Optuna's bandwidth rule: a kernel reaches to the farther of its neighbours; the outermost reach to their only one; and
/// none is narrower than 1/min(100, 1 + kernels) of the range or wider than the range.
/// </summary>
internal static class Bandwidths
{
    /// <summary>The narrowest bandwidth allowed (Bergstra et al.'s "magic clip").</summary>
    /// <param name="observations">How many kernels there are beside the prior.</param>
    public static double Smallest(int observations) => 1 / Math.Min(100.0, 2.0 + observations);

    /// <summary>The bandwidth of the kernel at a position among the sorted means.</summary>
    public static double At(ReadOnlySpan<double> sorted, int position, double smallest)
    {
        double mean = sorted[position];
        double left = position > 0 ? mean - sorted[position - 1] : double.NaN,
            right = position < sorted.Length - 1 ? sorted[position + 1] - mean : double.NaN;
        double reach;
        if (sorted.Length == 1)
            reach = Math.Max(mean, 1 - mean);
        else if (position == 0)
            reach = right;
        else if (position == sorted.Length - 1)
            reach = left;
        else
            reach = Math.Max(left, right);
        return Math.Clamp(reach, smallest, 1);
    }

    /// <summary>The weights of observations in the order of their numbers: the last 25 count fully, earlier ones along a ramp.</summary>
    public static double Weight(int rank, int count)
    {
        if (count < 25 || rank >= count - 25)
            return 1;
        // As numpy.linspace(1 / count, 1, count − 25), whose single point is its start.
        double first = 1.0 / count;
        return count == 26 ? first : first + ((1 - first) * rank / (count - 26));
    }
}
