using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// Elementary functions that give the same bits on every machine. The C library's differ between systems in the last place,
/// and a proposal must not; these use additions, multiplications and fused multiply-adds only, all of which IEEE 754 fixes.
/// The vector forms do the same operations lane by lane, in eight lanes whatever the hardware has.
/// </summary>
public static class PortableMath
{
    private const double Log2E = 1.4426950408889634074, Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    // Taylor coefficients 1/13! … 1/2!; on |r| ≤ ln(2)/2 the rest is below 10⁻¹⁷.
    private static readonly double[] ExpCoefficients =
    [
        1.6059043836821614599e-10, 2.0876756987868098979e-09, 2.5052108385441718775e-08, 2.7557319223985890653e-07,
        2.7557319223985892511e-06, 2.4801587301587301566e-05, 1.9841269841269841253e-04, 1.3888888888888889419e-03,
        8.3333333333333332177e-03, 4.1666666666666664354e-02, 1.6666666666666665741e-01, 0.5,
    ];

    // The coefficients of fdlibm's e_log.c.
    private const double L1 = 6.666666666666735130e-01, L2 = 3.999999999940941908e-01, L3 = 2.857142874366239149e-01,
        L4 = 2.222219843214978396e-01,
        L5 = 1.818357216161805012e-01, L6 = 1.531383769920937332e-01, L7 = 1.479819860511658591e-01;

    /// <summary>e to the power of <paramref name="x"/>; 0 below −708 and infinity above 709.</summary>
    public static double Exp(double x)
    {
        if (!(x > -708))
            return double.IsNaN(x) ? x : 0;
        if (x > 709)
            return double.PositiveInfinity;
        double k = Math.Round(x * Log2E);
        double r = Math.FusedMultiplyAdd(-k, Ln2Low, Math.FusedMultiplyAdd(-k, Ln2High, x));
        double p = ExpCoefficients[0];
        for (int i = 1; i < ExpCoefficients.Length; i++)
            p = Math.FusedMultiplyAdd(p, r, ExpCoefficients[i]);
        p = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(p, r, 1), r, 1);
        return p * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>Lane by lane the same as the scalar form for arguments up to 709.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> clamped = Vector512.Max(x, Vector512.Create(-708.0));
        // Adding and subtracting 1.5·2⁵² rounds to the nearest integer and leaves it in the low bits.
        Vector512<double> magic = Vector512.Create(6755399441055744.0);
        Vector512<double> shifted = (clamped * Vector512.Create(Log2E)) + magic;
        Vector512<double> k = shifted - magic;
        Vector512<double> r = Vector512.FusedMultiplyAdd(
            -k, Vector512.Create(Ln2Low), Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2High), clamped));
        Vector512<double> p = Vector512.Create(1.6059043836821614599e-10);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2.0876756987868098979e-09));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2.5052108385441718775e-08));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2.7557319223985890653e-07));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2.7557319223985892511e-06));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(2.4801587301587301566e-05));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.9841269841269841253e-04));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3888888888888889419e-03));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3333333333333332177e-03));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1666666666666664354e-02));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666666666666665741e-01));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5));
        p = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(p, r, Vector512<double>.One), r, Vector512<double>.One);
        Vector512<long> exponent = (shifted.AsInt64() - magic.AsInt64() + Vector512.Create(1023L)) << 52;
        return Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(-708.0)), p * exponent.AsDouble(), Vector512<double>.Zero);
    }

    /// <summary>The natural logarithm; −infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        double offset = 0;
        if (x < 2.2250738585072014e-308)
            (x, offset) = (x * 18014398509481984.0, -54);
        long bits = BitConverter.DoubleToInt64Bits(x);
        // The mantissa is brought into [√½, √2).
        long reduced = bits - 0x3FE6A09E667F3BCD;
        double k = (reduced >> 52) + offset;
        double f = BitConverter.Int64BitsToDouble((reduced & 0xFFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD) - 1;
        double s = f / (2 + f), z = s * s, w = z * z;
        double t1 = w * Math.FusedMultiplyAdd(w, Math.FusedMultiplyAdd(w, L6, L4), L2);
        double t2 = z * Math.FusedMultiplyAdd(w, Math.FusedMultiplyAdd(w, Math.FusedMultiplyAdd(w, L7, L5), L3), L1);
        double half = 0.5 * f * f;
        return (k * Ln2High) - (half - ((s * (half + (t2 + t1))) + (k * Ln2Low)) - f);
    }

    /// <summary>The standard normal distribution function, to 10⁻¹⁵ absolute and about 10⁻¹¹ relative in the tails.</summary>
    public static double NormalCdf(double x) => x > 0 ? 1 - LowerTail(-x) : LowerTail(x);

    /// <summary>The logarithm of <see cref="NormalCdf"/>, without underflow.</summary>
    public static double LogNormalCdf(double x)
    {
        if (x > 0)
            return Log1P(-LowerTail(-x));
        (double numerator, double denominator) = TailRatio(-x);
        return (-0.5 * x * x) + Log(numerator / denominator);
    }

    /// <summary>The probability of a standard normal number between <paramref name="a"/> ≤ <paramref name="b"/>.</summary>
    public static double NormalMass(double a, double b) =>
        a > 0 ? LowerTail(-a) - LowerTail(-b) : b < 0 ? LowerTail(b) - LowerTail(a) : NormalCdf(b) - NormalCdf(a);

    /// <summary>The density of the standard normal distribution.</summary>
    public static double NormalDensity(double x) => 0.39894228040143267794 * Exp(-0.5 * x * x);

    /// <summary>ln(1 + x), exact for small x.</summary>
    public static double Log1P(double x)
    {
        double sum = 1 + x;
        // Kahan's correction of the rounding in 1 + x.
        return sum == 1 ? x : Log(sum) * x / (sum - 1);
    }

    // Hart's approximation as given by West, "Better approximations to cumulative normal functions" (2005); x ≤ 0.
    private static double LowerTail(double x)
    {
        (double numerator, double denominator) = TailRatio(-x);
        return Exp(-0.5 * x * x) * numerator / denominator;
    }

    private static (double Numerator, double Denominator) TailRatio(double x)
    {
        if (x < 7.07106781186547)
        {
            double n = Math.FusedMultiplyAdd(3.52624965998911E-02, x, 0.700383064443688);
            n = Math.FusedMultiplyAdd(n, x, 6.37396220353165);
            n = Math.FusedMultiplyAdd(n, x, 33.912866078383);
            n = Math.FusedMultiplyAdd(n, x, 112.079291497871);
            n = Math.FusedMultiplyAdd(n, x, 221.213596169931);
            n = Math.FusedMultiplyAdd(n, x, 220.206867912376);
            double d = Math.FusedMultiplyAdd(8.83883476483184E-02, x, 1.75566716318264);
            d = Math.FusedMultiplyAdd(d, x, 16.064177579207);
            d = Math.FusedMultiplyAdd(d, x, 86.7807322029461);
            d = Math.FusedMultiplyAdd(d, x, 296.564248779674);
            d = Math.FusedMultiplyAdd(d, x, 637.333633378831);
            d = Math.FusedMultiplyAdd(d, x, 793.826512519948);
            d = Math.FusedMultiplyAdd(d, x, 440.413735824752);
            return (n, d);
        }

        double fraction = x + (1 / (x + (2 / (x + (3 / (x + (4 / (x + 0.65))))))));
        return (1, fraction * 2.506628274631000502);
    }

    /// <summary>The quantile of the standard normal distribution: algorithm AS 241 (Wichura, 1988), about 10⁻¹⁶ relative.</summary>
    public static double NormalQuantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Polynomial(CentreNumerator, r) / Polynomial(CentreDenominator, r);
        }

        double tail = q < 0 ? p : 1 - p;
        if (!(tail > 0))
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double root = Math.Sqrt(-Log(tail));
        double value = root <= 5
            ? Polynomial(MiddleNumerator, root - 1.6) / Polynomial(MiddleDenominator, root - 1.6)
            : Polynomial(FarNumerator, root - 5) / Polynomial(FarDenominator, root - 5);
        return q < 0 ? -value : value;
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
            sum = Math.FusedMultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }

    private static readonly double[] CentreNumerator =
        [
            2509.0809287301226727,
            33430.575583588128105,
            67265.770927008700853,
            45921.953931549871457,
            13731.693765509461125,
            1971.5909503065514427,
            133.14166789178437745,
            3.3871328727963666080
        ];

    private static readonly double[] CentreDenominator =
        [
            5226.4952788528545610,
            28729.085735721942674,
            39307.895800092710610,
            21213.794301586595867,
            5394.1960214247511077,
            687.18700749205790830,
            42.313330701600911252,
            1
        ];

    private static readonly double[] MiddleNumerator =
        [
            7.74545014278341407640e-4,
            .0227238449892691845833,
            .241780725177450611770,
            1.27045825245236838258,
            3.64784832476320460504,
            5.76949722146069140550,
            4.63033784615654529590,
            1.42343711074968357734
        ];

    private static readonly double[] MiddleDenominator =
        [
            1.05075007164441684324e-9,
            5.47593808499534494600e-4,
            .0151986665636164571966,
            .148103976427480074590,
            .689767334985100004550,
            1.67638483018380384940,
            2.05319162663775882187,
            1
        ];

    private static readonly double[] FarNumerator =
        [
            2.01033439929228813265e-7,
            2.71155556874348757815e-5,
            1.24266094738807843860e-3,
            .0265321895265761230930,
            .296560571828504891230,
            1.78482653991729133580,
            5.46378491116411436990,
            6.65790464350110377720
        ];

    private static readonly double[] FarDenominator =
        [
            2.04426310338993978564e-15,
            1.42151175831644588870e-7,
            1.84631831751005468180e-5,
            7.86869131145613259100e-4,
            .0148753612908506148525,
            .136929880922735805310,
            .599832206555887937690,
            1
        ];
}
