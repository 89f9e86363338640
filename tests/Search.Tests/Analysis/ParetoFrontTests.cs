using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Search.Tests.Analysis;

public class ParetoFrontTests
{
    [Fact]
    public void Of_KnownPoints_KeepsThoseThatNoneDominates() =>
        Assert.Equal(
            [0, 2, 3, 6], ParetoFront.Of([[1, 4], [2, 4], [2, 3], [4, 1], [4, 4], [double.NaN, 0], [2, 3], [double.PositiveInfinity, 0]]));

    [Fact]
    public void Ranks_RandomPoints_AgreeWithThePlainDefinition()
    {
        var random = new Random(1);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            int objectives = random.Next(1, 5);
            double[][] points = [
                .. Enumerable.Range(0, random.Next(1, 120)).Select(
                    _ => Enumerable.Range(0, objectives).Select(_ => (double)random.Next(8)).ToArray())
            ];

            int[] ranks = ParetoFront.Ranks(points);

            Assert.Equal(ParetoRanking.Fronts(points), ranks);
            Assert.Equal(Enumerable.Range(0, points.Length).Where(i => ranks[i] == 0), ParetoFront.Of(points));
        }
    }

    [Fact]
    public void Ranks_InfinitePoint_HasNone() => Assert.Equal([1, 0, -1], ParetoFront.Ranks([[2, 2], [1, 1], [double.NaN, 0]]));

    [Theory]
    [InlineData(6.0, "1 3;2 2;3 1", "4 4")]
    [InlineData(6.0, "1 3;2 2;3 1;2 2;3 3;5 0", "4 4")]
    [InlineData(0.0, "4 1;5 5", "4 4")]
    [InlineData(0.0, "", "4 4")]
    [InlineData(1.0, "0 0 0", "1 1 1")]
    // Three boxes 1×2×2 …: 4 + 4 + 4 minus the overlaps 2 + 2 + 2, plus 1.
    [InlineData(7.0, "1 0 0;0 1 0;0 0 1", "2 2 2")]
    [InlineData(2.5, "1.5", "4")]
    [InlineData(1.0, "0 0 0 0", "1 1 1 1")]
    public void Hypervolume_KnownFronts_IsKnown(double expected, string points, string reference) =>
        Assert.Equal(
            expected,
            ParetoFront.Hypervolume(points.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Numbers), Numbers(reference)),
            1e-12);

    [Fact]
    public void Hypervolume_RandomFronts_AgreesWithCounting()
    {
        var random = new Random(2);
        for (int repeat = 0; repeat < 30; repeat++)
        {
            int objectives = random.Next(2, 5), size = 6;
            double[][] points = [
                .. Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, objectives).Select(_ => (double)random.Next(size + 1)).ToArray())
            ];
            int cells = 0;
            for (int cell = 0; cell < Math.Pow(size, objectives); cell++)
                cells += points.Any(point => Enumerable.Range(0, objectives).All(k => cell / (int)Math.Pow(size, k) % size >= point[k]))
                    ? 1
                    : 0;

            Assert.Equal(cells, ParetoFront.Hypervolume(points, [.. Enumerable.Repeat((double)size, objectives)]), 1e-9);
        }
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(double.Parse)];
}
