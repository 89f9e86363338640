namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>Powers that give the same bits on every machine, unlike the C library's.</summary>
internal static class PortablePower
{
    /// <summary>
    /// <paramref name="number"/> to the power of <paramref name="exponent"/>. Whole exponents up to 1,024 by repeated squaring,
    /// which is exact where the result is; others as exp(y·ln x), NaN for negative numbers.
    /// </summary>
    public static double Pow(double number, double exponent)
    {
        if (double.IsNaN(number) || double.IsNaN(exponent))
            return double.NaN;
        if (exponent == Math.Floor(exponent) && Math.Abs(exponent) <= 1024)
        {
            double result = 1, factor = number;
            for (int rest = (int)Math.Abs(exponent); rest > 0; rest >>= 1)
            {
                if ((rest & 1) != 0)
                    result *= factor;
                factor *= factor;
            }

            return exponent < 0 ? 1 / result : result;
        }

        if (exponent == 0.5)
            return Math.Sqrt(number);
        if (number == 0 && exponent > 0)
            return 0;
        return PortableMath.Exp(exponent * PortableMath.Log(number));
    }
}
