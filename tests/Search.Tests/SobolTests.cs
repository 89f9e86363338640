using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Search.Tests;

public class SobolTests
{
    private static double[] Point(SobolSequence sequence, int dimensions, long number)
    {
        var point = new double[dimensions];
        sequence.Point(number, point);
        return point;
    }

    // The first points published with the direction numbers of Joe and Kuo (new-joe-kuo-6), three dimensions.
    [Fact]
    public void Point_Unscrambled_EqualsPublishedPoints()
    {
        var sequence = new SobolSequence(3, seed: null);

        double[][] expected =
        [
            [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375],
        ];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], Point(sequence, 3, i));
    }

    // The column "a" of the published table.
    [Fact]
    public void PrimitivePolynomials_ComeInThePublishedOrder() =>
        Assert.Equal(
            [
                0u,
                1,
                1,
                2,
                1,
                4,
                2,
                4,
                7,
                11,
                13,
                14,
                1,
                13,
                16,
                19,
                22,
                25,
                1,
                4,
                7,
                8,
                14,
                19,
                21,
                28,
                31,
                32,
                37,
                41,
                42,
                50,
                55,
                56,
                59,
                62
            ],
            SobolSequence.PrimitivePolynomials().Take(36).Select(entry => entry.Polynomial));

    // Lines "s a m…" of new-joe-kuo-6.21201 for dimensions 2 to 21, and the recurrence of Joe and Kuo's notes on it.
    [Theory]
    [InlineData(2, 1, 0, "1")]
    [InlineData(3, 2, 1, "1 3")]
    [InlineData(4, 3, 1, "1 3 1")]
    [InlineData(5, 3, 2, "1 1 1")]
    [InlineData(6, 4, 1, "1 1 3 3")]
    [InlineData(7, 4, 4, "1 3 5 13")]
    [InlineData(8, 5, 2, "1 1 5 5 17")]
    [InlineData(9, 5, 4, "1 1 5 5 5")]
    [InlineData(10, 5, 7, "1 1 7 11 19")]
    [InlineData(11, 5, 11, "1 1 5 1 1")]
    [InlineData(12, 5, 13, "1 1 1 3 11")]
    [InlineData(13, 5, 14, "1 3 5 5 31")]
    [InlineData(14, 6, 1, "1 3 3 9 7 49")]
    [InlineData(15, 6, 13, "1 1 1 15 21 21")]
    [InlineData(16, 6, 16, "1 3 1 13 27 49")]
    [InlineData(17, 6, 19, "1 1 1 15 7 5")]
    [InlineData(18, 6, 22, "1 3 1 15 13 25")]
    [InlineData(19, 6, 25, "1 1 5 5 19 61")]
    [InlineData(20, 7, 1, "1 3 7 11 23 15 103")]
    [InlineData(21, 7, 4, "1 3 7 13 13 15 69")]
    public void Point_PowersOfTwo_FollowThePublishedDirectionNumbers(int dimension, int s, int a, string initial)
    {
        long[] m = new long[13];
        initial.Split(' ').Select(long.Parse).ToArray().CopyTo(m, 1);
        for (int k = s + 1; k <= 12; k++)
        {
            m[k] = (m[k - s] << s) ^ m[k - s];
            for (int i = 1; i < s; i++)
                m[k] ^= ((a >> (s - 1 - i)) & 1) * (m[k - i] << i);
        }

        var sequence = new SobolSequence(dimension, seed: null);
        for (int k = 1; k <= 12; k++)
        {
            // Between points 2^(k−1) − 1 and 2^(k−1) of the Gray code order, exactly the direction k changes.
            uint before = (uint)(Point(sequence, dimension, (1 << (k - 1)) - 1)[^1] * (1L << 32)),
                after = (uint)(Point(sequence, dimension, 1 << (k - 1))[^1] * (1L << 32));
            Assert.Equal((uint)(m[k] << (32 - k)), before ^ after);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(17UL)]
    public void Point_EveryDimension_FillsEachIntervalOnce(ulong? seed)
    {
        var sequence = new SobolSequence(200, seed);
        var counts = new int[200, 256];
        for (int i = 0; i < 256; i++)
        {
            double[] point = Point(sequence, 200, i);
            for (int d = 0; d < 200; d++)
                counts[d, (int)(point[d] * 256)]++;
        }

        foreach (int count in counts)
            Assert.Equal(1, count);
    }

    // Owen's scrambling keeps the first two dimensions a (0, 2)-sequence: every elementary box holds one point.
    [Fact]
    public void Point_Scrambled_KeepsElementaryBoxes()
    {
        var sequence = new SobolSequence(2, 3);
        for (int columns = 1; columns <= 64; columns *= 2)
        {
            var seen = new HashSet<(int, int)>();
            for (int i = 0; i < 64; i++)
            {
                double[] point = Point(sequence, 2, i);
                Assert.True(seen.Add(((int)(point[0] * columns), (int)(point[1] * (64 / columns)))));
            }
        }
    }

    [Fact]
    public void Point_Scrambled_IntegratesBetterThanChance()
    {
        double error = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var sequence = new SobolSequence(5, seed);
            double sum = 0;
            for (int i = 0; i < 512; i++)
                sum += Point(sequence, 5, i).Aggregate(1.0, (product, x) => product * (0.5 + x));
            error += Math.Pow((sum / 512) - 1, 2) / 20;
        }

        // Independent draws would have a deviation of √((13/12)⁵ − 1) / √512 = 0.031.
        Assert.True(Math.Sqrt(error) < 0.005, $"{Math.Sqrt(error)}");
    }
}
