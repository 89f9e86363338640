namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>
/// Pearson's correlation over the last bars, in constant time per bar, from sums over blocks as in <see cref="WindowSums"/>.
/// </summary>
/// <remarks>
/// Values are taken relative to those at the start of the block, which lie in all windows that end in it, so that squares do not
/// cancel; a constant then has a variance of exactly 0.
/// </remarks>
internal static class WindowCorrelation
{
    /// <summary>The correlation of each window, −1 to 1. NaN where one of the series does not change in it.</summary>
    public static double[] Of(double[] x, double[] y, int window)
    {
        double[] result = GC.AllocateUninitializedArray<double>(x.Length);
        result.AsSpan(0, Math.Min(window - 1, x.Length)).Fill(double.NaN);
        if (x.Length < window)
            return result;
        var tails = new Moments[window + 1];
        for (int start = 0; start < x.Length; start += window)
        {
            (double originX, double originY) = (x[start], y[start]);
            tails[window] = default;
            for (int back = window - 1; back >= 1 && start > 0; back--)
            {
                int i = start - window + back;
                tails[back] = tails[back + 1].With(x[i] - originX, y[i] - originY);
            }

            Moments head = default;
            for (int i = start; i < Math.Min(start + window, x.Length); i++)
            {
                head = head.With(x[i] - originX, y[i] - originY);
                if (i >= window - 1)
                    result[i] = head.And(tails[i - start + 1]).Correlation(window);
            }
        }

        return result;
    }

    private readonly record struct Moments(double X, double Y, double XX, double YY, double XY)
    {
        public Moments With(double x, double y) => new(X + x, Y + y, XX + (x * x), YY + (y * y), XY + (x * y));

        public Moments And(Moments other) => new(X + other.X, Y + other.Y, XX + other.XX, YY + other.YY, XY + other.XY);

        public double Correlation(int count)
        {
            double spreadX = (count * XX) - (X * X), spreadY = (count * YY) - (Y * Y);
            return spreadX > 0 && spreadY > 0
                ? Math.Clamp(((count * XY) - (X * Y)) / (Math.Sqrt(spreadX) * Math.Sqrt(spreadY)), -1, 1)
                : double.NaN;
        }
    }
}
