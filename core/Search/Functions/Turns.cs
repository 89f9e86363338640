namespace ServerlessTuner.Core.Search.Functions;

/// <summary>
/// Sine and cosine of an angle in turns, with the same bits on every machine: the C library's differ in the last place. Exact
/// at quarter turns; elsewhere to about 2·10⁻¹⁶.
/// </summary>
internal static class Turns
{
    // Taylor coefficients ±1/n!; on an eighth of a turn the rest is below 10⁻¹⁷.
    private static readonly double[] Sine = Coefficients(17), Cosine = Coefficients(16);

    /// <summary>The cosine.</summary>
    public static double Cos(double turns) => Sin(turns, quarters: 1);

    /// <summary>The sine.</summary>
    public static double Sin(double turns) => Sin(turns, quarters: 0);

    private static double Sin(double turns, long quarters)
    {
        if (!double.IsFinite(turns))
            return double.NaN;
        turns -= Math.Round(turns);
        double nearest = Math.Round(4 * turns);
        double angle = (turns - (nearest / 4)) * (2 * Math.PI), square = angle * angle;
        quarters = ((long)nearest + quarters) & 3;
        double value = (quarters & 1) == 0 ? angle * Polynomial(Sine, square) : Polynomial(Cosine, square);
        return (quarters & 2) == 0 ? value : -value;
    }

    private static double Polynomial(double[] coefficients, double square)
    {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
            sum = Math.FusedMultiplyAdd(sum, square, coefficients[i]);
        return sum;
    }

    // 1, −1/(n(n−1)), … for the even or odd factorials up to the degree, the highest first.
    private static double[] Coefficients(int degree)
    {
        var coefficients = new double[(degree / 2) + 1];
        double factorial = 1;
        for (int i = 0, n = degree % 2; n <= degree; i++, n += 2)
        {
            coefficients[^(i + 1)] = (i % 2 == 0 ? 1 : -1) / factorial;
            factorial *= (n + 1.0) * (n + 2.0);
        }

        return coefficients;
    }
}
