namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// Sine and cosine with the same bits on every machine, to about 10⁻¹⁶ for angles up to some 10⁵; the C library's differ between systems.
/// </summary>
public static class PortableTrigonometry
{
    private const double TwoOverPi = 0.63661977236758134308;

    // π/2 in three parts; products of the first with small whole numbers are exact.
    private const double HalfPiHigh = 1.57079632673412561417, HalfPiMiddle = 6.07710050630396597660e-11,
        HalfPiLow = 2.02226624879595063154e-21;

    // Taylor coefficients; on |r| ≤ π/4 the rest is below 10⁻¹⁷.
    private static readonly double[] SineCoefficients =
    [
        2.8114572543455207632e-15, -7.6471637318198164759e-13, 1.6059043836821614599e-10, -2.5052108385441718775e-08,
        2.7557319223985890653e-06, -1.9841269841269841253e-04, 8.3333333333333332177e-03, -1.6666666666666665741e-01,
    ];

    private static readonly double[] CosineCoefficients =
    [
        -1.5619206968586226462e-16, 4.7794773323873852974e-14, -1.1470745597729724714e-11, 2.0876756987868098979e-09,
        -2.7557319223985888276e-07, 2.4801587301587301566e-05, -1.3888888888888889419e-03, 4.1666666666666664354e-02, -0.5,
    ];

    /// <summary>The sine.</summary>
    /// <param name="x">An angle in radians.</param>
    public static double Sin(double x) => SinCos(x).Sin;

    /// <summary>The cosine.</summary>
    /// <param name="x">An angle in radians.</param>
    public static double Cos(double x) => SinCos(x).Cos;

    /// <summary>Sine and cosine.</summary>
    /// <param name="x">An angle in radians.</param>
    public static (double Sin, double Cos) SinCos(double x)
    {
        double k = Math.Round(x * TwoOverPi);
        double r = Math.FusedMultiplyAdd(-k, HalfPiHigh, x);
        r = Math.FusedMultiplyAdd(-k, HalfPiMiddle, r);
        r = Math.FusedMultiplyAdd(-k, HalfPiLow, r);
        double square = r * r;
        double sine = Math.FusedMultiplyAdd(Polynomial(SineCoefficients, square) * square, r, r);
        double cosine = Math.FusedMultiplyAdd(Polynomial(CosineCoefficients, square), square, 1);
        return ((long)k & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
            sum = Math.FusedMultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }
}
