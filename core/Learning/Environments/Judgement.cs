namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>How a policy fared over some episodes, acting without chance.</summary>
/// <param name="Reward">The mean reward of an episode.</param>
/// <param name="Error">Half of the 95 % confidence interval of the mean: 1.96 standard errors; not a number for a single episode.</param>
/// <param name="Length">The mean number of steps.</param>
/// <param name="Figures">The environment's own figures, in its order.</param>
internal sealed record Judgement(double Reward, double Error, double Length, double[] Figures)
{
    /// <summary>1.96: the share of a normal distribution within so many deviations is 95 %.</summary>
    public const double Deviations = 1.959963984540054;

    /// <summary>What is known of no episode at all.</summary>
    public static Judgement None(int figures) => new(double.NaN, double.NaN, 0, [.. Enumerable.Repeat(double.NaN, figures)]);

    /// <summary>Mean and half of its confidence interval; numbers that are none are left out.</summary>
    public static (double Mean, double Error) Interval(IReadOnlyList<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0)
            return (double.NaN, double.NaN);
        double mean = known.Sum() / known.Length;
        double squares = known.Sum(value => (value - mean) * (value - mean));
        return (mean, known.Length < 2 ? double.NaN : Deviations * Math.Sqrt(squares / (known.Length - 1) / known.Length));
    }
}
