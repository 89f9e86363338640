using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Search.Tests.Analysis;

public class GridNeighboursTests
{
    private static readonly SearchSpace Square = new([new("a", new IntegerDistribution(0, 10)), new("b", new IntegerDistribution(0, 10))]);

    [Fact]
    public void Of_EveryKindOfParameter_GoesOneStep()
    {
        SearchSpace space = new(
        [
            new(
                "list",
                new CategoricalDistribution(
                    [ParameterValue.Of(30L), ParameterValue.Of(10L), ParameterValue.Of(20L), ParameterValue.Of(50L)])),
            new("kind", new CategoricalDistribution([ParameterValue.Of("x"), ParameterValue.Of("y"), ParameterValue.Of("z")])),
            new("step", new FloatDistribution(0.1, 0.5, Step: 0.1)),
            new("free", new FloatDistribution(0, 1)),
            new("fixed", new ConstantDistribution(ParameterValue.Of(1L))),
        ]);
        ParameterSet point = space.Normalize(new ParameterSet(
            ["list", "kind", "step", "free", "fixed"],
            [ParameterValue.Of(20L), ParameterValue.Of("y"), ParameterValue.Of(0.5), ParameterValue.Of(0.3), ParameterValue.Of(1L)]))!;

        Assert.Equal(
            [
                "list=10 kind=y step=0.5",
                "list=30 kind=y step=0.5",
                "list=20 kind=x step=0.5",
                "list=20 kind=z step=0.5",
                "list=20 kind=y step=0.4"
            ],
            GridNeighbours.Of(space, point).Select(neighbour => neighbour.ToString().Replace(" free=0.3 fixed=1", string.Empty)));
    }

    [Fact]
    public void Of_ConstraintAndCondition_LeavesOutWhatIsNoPoint()
    {
        SearchSpace space = new(
        [
            new("fast", new IntegerDistribution(1, 5)),
            new("slow", new IntegerDistribution(1, 5)),
            new("kind", new CategoricalDistribution([ParameterValue.Of("x"), ParameterValue.Of("y")])),
            new("child", new IntegerDistribution(1, 2), [new Condition("kind", [ParameterValue.Of("x")])]),
        ],
        [new LessThan("fast", "slow")]);
        ParameterSet point = space.GridPoint(0);
        Assert.Equal("fast=1 slow=2 kind=x child=1", point.ToString());

        Assert.Equal(
            ["fast=1 slow=3 kind=x child=1", "fast=1 slow=2 kind=x child=2"],
            GridNeighbours.Of(space, point).Select(neighbour => neighbour.ToString()));
    }

    [Theory]
    [InlineData(Goal.Maximize)]
    [InlineData(Goal.Minimize)]
    public void Score_SmoothHill_DoesNotStandAlone(Goal goal)
    {
        double sign = goal == Goal.Maximize ? 1 : -1;
        double Hill(long trial) => sign * (100 - Math.Pow((trial / 11) - 5, 2) - Math.Pow((trial % 11) - 5, 2));
        long peak = (5 * 11) + 5;

        NeighbourScores scores = GridNeighbours.Score(Square, peak, Hill(peak), GridNeighbours.MedianScore(121, Hill), goal, Hill);

        Assert.Equal((4, 4), (scores.Neighbours, scores.Scored));
        Assert.Equal((sign * 99, sign * 99, sign * 99), (scores.Mean, scores.Median, scores.Worst));
        Assert.InRange(scores.Retained, 0.9, 1);
        Assert.False(scores.StandsAlone);
    }

    [Fact]
    public void Score_LonePeak_StandsAlone()
    {
        long peak = (5 * 11) + 5;
        double Flat(long trial) => trial == peak ? 10 : 1 + (trial % 7 * 0.01);

        NeighbourScores scores = GridNeighbours.Score(Square, peak, 10, GridNeighbours.MedianScore(121, Flat), Goal.Maximize, Flat);

        Assert.True(scores.StandsAlone);
        Assert.InRange(scores.Retained, -0.1, 0.1);
    }

    [Fact]
    public void Score_CliffOnOneSide_DoesNotStandAlone()
    {
        // One step down in b falls to the floor, the other three neighbours are nearly as good.
        long peak = (5 * 11) + 5;
        double Cliff(long trial) => trial % 11 < 5 ? 0 : 10 - (0.1 * Math.Abs((trial / 11) - 5)) - (trial % 11 > 5 ? 0.2 : 0);

        NeighbourScores scores = GridNeighbours.Score(Square, peak, 10, 5, Goal.Maximize, Cliff);

        Assert.Equal(0, scores.Worst);
        Assert.False(scores.StandsAlone);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Score_TooFewNeighbours_SaysNothing(int known)
    {
        NeighbourScores scores = GridNeighbours.Score(
            Square, 60, 10, 0, Goal.Maximize, (long trial) => trial == 61 && known == 1 ? 0 : double.NaN);

        Assert.Equal(known, scores.Scored);
        Assert.False(scores.StandsAlone);
    }

    [Fact]
    public void Score_NoiseAlone_FlagsNearlyEveryWinner()
    {
        int flagged = 0;
        for (int repeat = 0; repeat < 200; repeat++)
        {
            var random = new RandomStream(9, (ulong)repeat);
            double[] scores = [.. Enumerable.Range(0, 121).Select(_ => random.NextNormal())];
            int best = Array.IndexOf(scores, scores.Max());
            flagged += GridNeighbours.Score(
                Square,
                best,
                scores[best],
                GridNeighbours.MedianScore(121, trial => scores[trial]),
                Goal.Maximize,
                trial => scores[trial]).StandsAlone
                ? 1
                : 0;
        }

        Assert.InRange(flagged, 180, 200);
    }

    [Fact]
    public void Score_MillionTrials_LooksAtFew()
    {
        SearchSpace space = new([.. Enumerable.Range(0, 6).Select(i => new Parameter($"p{i}", new IntegerDistribution(0, 9)))]);
        int asked = 0;
        double Score(long trial)
        {
            asked++;
            return trial % 1000;
        }

        double median = GridNeighbours.MedianScore(space.GridSize!.Value, Score);
        NeighbourScores scores = GridNeighbours.Score(space, 555_555, 555, median, Goal.Maximize, Score);

        Assert.Equal(499.5, median, 15.0);
        Assert.Equal(12, scores.Scored);
        Assert.InRange(asked, 1, 10_100);
    }

    private sealed class LessThan(string left, string right) : IConstraint
    {
        public string Text => $"{left} < {right}";

        public IReadOnlyList<string> Parameters => [left, right];

        public bool Holds(ParameterSet values) => values[left].AsDouble() < values[right].AsDouble();
    }
}
