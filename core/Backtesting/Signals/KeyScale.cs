namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>How the values of some lines become keys in a block of time: the range that they span fills 16 bits.</summary>
/// <param name="Origin">The value in the middle.</param>
/// <param name="Factor">Keys per unit.</param>
internal readonly record struct KeyScale(double Origin, double Factor)
{
    /// <summary>The largest key.</summary>
    public const float Limit = 32_000;

    /// <summary>The scale of a range; without one, every key is 0.</summary>
    public static KeyScale Of(double lowest, double highest)
    {
        double half = (highest / 2) - (lowest / 2);
        double factor = Limit / half;
        return half > 0 && double.IsFinite(factor) ? new(lowest + half, factor) : new(0, 0);
    }
}
