using System.Globalization;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>Decimal arithmetic for stepped floats: the third value of 0.1 by 0.1 is 0.3 and not 0.30000000000000004.</summary>
internal static class Decimals
{
    public static double Multiple(double start, long index, double step)
    {
        double plain = start + (index * step);
        // Outside of what a decimal holds well there is no decimal spelling worth keeping.
        if (!(Math.Abs(plain) < 1e15) || Math.Abs(start) >= 1e15 || step < 1e-12 || step >= 1e15)
            return plain;
        // Plus zero, so that a decimal's minus zero becomes 0.
        return (double)(Exact(start) + (index * Exact(step))) + 0.0;
    }

    // Through the shortest text: the plain conversion keeps 15 digits only.
    private static decimal Exact(double number) =>
        decimal.TryParse(
            number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? exact
            : (decimal)number;
}
