using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>
/// A number of about 106 bits as the unevaluated sum of two doubles (T. J. Dekker 1971; D. E. Knuth, <i>The Art of Computer
/// Programming</i> 2, 4.2.2). Sums of prices of like size are exact in it.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>Adds a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble left, double right)
    {
        double sum = left.High + right;
        double part = sum - left.High;
        double error = (left.High - (sum - part)) + (right - part);
        return Normal(sum, error + left.Low);
    }

    /// <summary>Adds another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right) => (left + right.High) + right.Low;

    /// <summary>Multiplies by a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble left, double right)
    {
        double product = left.High * right;
        double error = Math.FusedMultiplyAdd(left.High, right, -product);
        return Normal(product, Math.FusedMultiplyAdd(left.Low, right, error));
    }

    /// <summary>The quotient, rounded to a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double DividedBy(double divisor)
    {
        double quotient = High / divisor;
        double rest = Math.FusedMultiplyAdd(-quotient, divisor, High) + Low;
        return quotient + (rest / divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleDouble Normal(double high, double low)
    {
        double sum = high + low;
        return new(sum, low - (sum - high));
    }
}
