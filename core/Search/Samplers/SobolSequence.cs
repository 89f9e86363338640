using System.Numerics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// Sobol's sequence (1967), each point in constant time. The first 21 dimensions use the direction numbers of Joe and Kuo,
/// "Constructing Sobol sequences with better two-dimensional projections" (2008); later ones their primitive polynomials in
/// ascending order and odd initial numbers from a fixed hash, which keeps every one-dimensional projection perfect. Scrambled
/// by hashed nested permutations (Owen, 1995, in the form of Laine and Karras, 2011).
/// </summary>
internal sealed class SobolSequence
{
    private const int Bits = 32;

    // Degree, coefficients of the polynomial, initial numbers; dimension 1 is van der Corput's sequence.
    private static readonly (int Degree, uint Polynomial, uint[] Initial)[] Known =
    [
        (1, 0, [1]), (2, 1, [1, 3]), (3, 1, [1, 3, 1]), (3, 2, [1, 1, 1]), (4, 1, [1, 1, 3, 3]), (4, 4, [1, 3, 5, 13]), (
            5, 2, [1, 1, 5, 5, 17]), (5, 4, [1, 1, 5, 5, 5]),
        (5, 7, [1, 1, 7, 11, 19]), (5, 11, [1, 1, 5, 1, 1]), (5, 13, [1, 1, 1, 3, 11]), (5, 14, [1, 3, 5, 5, 31]), (
            6, 1, [1, 3, 3, 9, 7, 49]), (6, 13, [1, 1, 1, 15, 21, 21]),
        (6, 16, [1, 3, 1, 13, 27, 49]), (6, 19, [1, 1, 1, 15, 7, 5]), (6, 22, [1, 3, 1, 15, 13, 25]), (6, 25, [1, 1, 5, 5, 19, 61]), (
            7, 1, [1, 3, 7, 11, 23, 15, 103]), (7, 4, [1, 3, 7, 13, 13, 15, 69]),
    ];

    private readonly uint[][] directions;
    private readonly uint[] keys;

    /// <summary>The sequence in a number of dimensions; with a seed, scrambled.</summary>
    public SobolSequence(int dimensions, ulong? seed)
    {
        directions = new uint[dimensions][];
        keys = new uint[dimensions];
        IEnumerator<(int Degree, uint Polynomial)> polynomials = PrimitivePolynomials().GetEnumerator();
        for (int d = 0; d < dimensions; d++)
        {
            keys[d] = seed is ulong given ? (uint)(RandomStream.Mix(given + (0x9E3779B97F4A7C15 * (ulong)(d + 1))) >> 32) | 1 : 0;
            if (d == 0)
            {
                directions[d] = [.. Enumerable.Range(0, Bits).Select(bit => 1u << (Bits - 1 - bit))];
                continue;
            }

            _ = polynomials.MoveNext();
            (int degree, uint polynomial) = polynomials.Current;
            directions[d] = Directions(degree, polynomial, d <= Known.Length ? Known[d - 1].Initial : Initial(degree, d));
        }
    }

    /// <summary>The coordinates of the point with a number, each inside the open unit interval when scrambled.</summary>
    public void Point(long number, Span<double> coordinates)
    {
        ulong index = (ulong)number;
        // Gray code order, as the published tables of points.
        uint gray = (uint)(index ^ (index >> 1));
        for (int d = 0; d < directions.Length; d++)
        {
            uint bits = 0;
            for (uint rest = gray; rest != 0; rest &= rest - 1)
                bits ^= directions[d][BitOperations.TrailingZeroCount(rest)];
            coordinates[d] = keys[d] == 0 ? bits * (1.0 / (1UL << Bits)) : (Scramble(bits, keys[d]) + 0.5) * (1.0 / (1UL << Bits));
        }
    }

    private static uint[] Directions(int degree, uint polynomial, uint[] initial)
    {
        var numbers = new uint[Bits];
        for (int i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                numbers[i] = initial[i] << (Bits - 1 - i);
                continue;
            }

            uint value = numbers[i - degree] ^ (numbers[i - degree] >> degree);
            for (int k = 1; k < degree; k++)
            {
                if (((polynomial >> (degree - 1 - k)) & 1) != 0)
                    value ^= numbers[i - k];
            }

            numbers[i] = value;
        }

        return numbers;
    }

    private static uint[] Initial(int degree, int dimension)
    {
        var initial = new uint[degree];
        for (int i = 0; i < degree; i++)
            initial[i] = (uint)(RandomStream.Mix(((ulong)dimension << 32) + (ulong)i) & ((2UL << i) - 1)) | 1;
        return initial;
    }

    // In the order of the published table: by degree, then by the inner coefficients.
    internal static IEnumerable<(int Degree, uint Polynomial)> PrimitivePolynomials()
    {
        for (int degree = 1; ; degree++)
        {
            for (uint inner = 0; inner < 1u << (degree - 1); inner++)
            {
                if (IsPrimitive((1u << degree) | (inner << 1) | 1, degree))
                    yield return (degree, inner);
            }
        }
    }

    // x generates all 2^degree − 1 units modulo the polynomial: its order divides no proper divisor.
    private static bool IsPrimitive(uint polynomial, int degree)
    {
        uint order = (1u << degree) - 1;
        if (Power(polynomial, degree, order) != 1)
            return false;
        uint rest = order;
        for (uint factor = 2; factor * factor <= rest; factor++)
        {
            if (rest % factor != 0)
                continue;
            while (rest % factor == 0)
                rest /= factor;
            if (Power(polynomial, degree, order / factor) == 1)
                return false;
        }

        return rest == 1 || rest == order || Power(polynomial, degree, order / rest) != 1;
    }

    // x to a power modulo the polynomial.
    private static uint Power(uint polynomial, int degree, uint exponent)
    {
        uint result = 1, square = degree == 1 ? 1u : 2u;
        for (; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = Multiply(result, square, polynomial, degree);
            square = Multiply(square, square, polynomial, degree);
        }

        return result;
    }

    private static uint Multiply(uint left, uint right, uint polynomial, int degree)
    {
        uint product = 0;
        for (; right != 0; right >>= 1)
        {
            if ((right & 1) != 0)
                product ^= left;
            left <<= 1;
            if ((left >> degree) != 0)
                left ^= polynomial;
        }

        return product;
    }

    // Flips each bit by a hash of the bits above it.
    private static uint Scramble(uint bits, uint key)
    {
        bits = Reverse(bits);
        bits += key;
        bits ^= bits * 0x6c50b47cu;
        bits ^= bits * 0xb82f1e52u;
        bits ^= bits * 0xc7afe638u;
        bits ^= bits * 0x8d22f6e6u;
        return Reverse(bits);
    }

    private static uint Reverse(uint x)
    {
        x = ((x >> 1) & 0x55555555) | ((x & 0x55555555) << 1);
        x = ((x >> 2) & 0x33333333) | ((x & 0x33333333) << 2);
        x = ((x >> 4) & 0x0F0F0F0F) | ((x & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(x);
    }

}
