using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Tests.Search;

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
            [0u, 1, 1, 2, 1, 4, 2, 4, 7, 11, 13, 14, 1, 13, 16, 19, 22, 25, 1, 4, 7, 8, 14, 19, 21, 28, 31, 32, 37, 41, 42, 50, 55, 56, 59, 62],
            SobolSequence.PrimitivePolynomials().Take(36).Select(entry => entry.Polynomial));

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
