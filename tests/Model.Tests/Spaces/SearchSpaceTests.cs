using System.Globalization;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Model.Tests.Spaces;

public class SearchSpaceTests
{
    private static ParameterValue Text(string value) => ParameterValue.Of(value);

    private static CategoricalDistribution Choice(params string[] values) => new([.. values.Select(Text)]);

    private static DelegateConstraint Less(string left, string right) =>
        new($"{left} < {right}", [left, right], values => values[left].AsDouble() < values[right].AsDouble());

    private static SearchSpace Boosters() => new(
    [
        new("booster", Choice("tree", "linear")),
        new("depth", new IntegerDistribution(1, 3), [new("booster", [Text("tree")])]),
        new("grow", Choice("a", "b"), [new("depth", [ParameterValue.Of(3)])]),
        new("rate", new FloatDistribution(0.1, 0.2, 0.1)),
    ]);

    private static string[] Points(SearchSpace space) =>
        [.. Enumerable.Range(0, (int)space.GridSize!.Value).Select(number => space.GridPoint(number).ToString())];

    [Fact]
    public void GridPoint_Product_LastParameterVariesFastest()
    {
        var space = new SearchSpace(
        [
            new("fast", new CategoricalDistribution([ParameterValue.Of(5), ParameterValue.Of(10)])),
            new("stop", new FloatDistribution(0.1, 0.3, Step: 0.1)),
        ]);

        Assert.Equal(
            ["fast=5 stop=0.1", "fast=5 stop=0.2", "fast=5 stop=0.3", "fast=10 stop=0.1", "fast=10 stop=0.2", "fast=10 stop=0.3"],
            Points(space));
    }

    [Fact]
    public void GridPoint_Conditional_CountsActiveCombinationsOnce()
    {
        Assert.Equal(
            [
                "booster=tree depth=1 rate=0.1", "booster=tree depth=1 rate=0.2", "booster=tree depth=2 rate=0.1",
                "booster=tree depth=2 rate=0.2",
                "booster=tree depth=3 grow=a rate=0.1", "booster=tree depth=3 grow=a rate=0.2", "booster=tree depth=3 grow=b rate=0.1",
                "booster=tree depth=3 grow=b rate=0.2",
                "booster=linear rate=0.1", "booster=linear rate=0.2",
            ],
            Points(Boosters()));
    }

    [Fact]
    public void GridPoint_ChildWrittenBeforeParent_KeepsOrderOfNames()
    {
        var space = new SearchSpace(
            [new("depth", new IntegerDistribution(1, 2), [new("booster", [Text("tree")])]), new("booster", Choice("linear", "tree"))]);

        Assert.Equal(["booster=linear", "depth=1 booster=tree", "depth=2 booster=tree"], Points(space));
    }

    [Fact]
    public void GridSize_WindowPairsTimesMillionExits_IsExactAndFast()
    {
        var space = new SearchSpace(
            [
                new("fast", new IntegerDistribution(2, 100)),
                new("stop", new IntegerDistribution(1, 1000)),
                new("slow", new IntegerDistribution(2, 100)),
                new("target", new IntegerDistribution(1, 1000)),
            ],
            [Less("fast", "slow")]);

        Assert.Equal(4_851_000_000L, space.GridSize);
        Assert.Equal("fast=2 stop=1 slow=3 target=1", space.GridPoint(0).ToString());
        Assert.Equal("fast=99 stop=1000 slow=100 target=1000", space.GridPoint(4_850_999_999L).ToString());
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            long number = random.NextInt64(4_851_000_000L);
            ParameterSet point = space.GridPoint(number);
            Assert.True(point["fast"].AsInteger() < point["slow"].AsInteger());
            Assert.Equal(number, space.GridNumber(point));
        }
    }

    [Fact]
    public void GridPoint_RandomSpaces_EqualsBruteForce()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 5);
            var parameters = new List<Parameter>();
            for (int i = 0; i < count; i++)
            {
                List<Condition>? when = i > 0
                    && random.Next(3) == 0 ? [new($"p{random.Next(i)}", [ParameterValue.Of(1), ParameterValue.Of(2)])] : null;
                parameters.Add(new($"p{i}", new IntegerDistribution(1, random.Next(2, 5)), when));
            }

            int left = random.Next(count), right = random.Next(count);
            List<IConstraint> constraints = left == right
                ? []
                : [
                    new DelegateConstraint(
                        "sum",
                        [$"p{left}", $"p{right}"],
                        values => (values[$"p{left}"].AsInteger() + values[$"p{right}"].AsInteger()) % 3 != 1)
                ];
            var space = new SearchSpace(parameters, constraints);

            var expected = new List<string>();
            Enumerate(space, 0, new ParameterValue?[count], expected);
            if (expected.Count > 0)
            {
                Assert.Equal(expected, Points(space));
                for (int number = 0; number < expected.Count; number++)
                    Assert.Equal(number, space.GridNumber(space.GridPoint(number)));
            }
        }
    }

    private static void Enumerate(SearchSpace space, int index, ParameterValue?[] all, List<string> points)
    {
        if (index == all.Length)
        {
            ParameterSet point = space.Compose(all);
            if (space.Admits(point))
                points.Add(point.ToString());
            return;
        }

        if (!space.IsActive(index, all))
        {
            all[index] = null;
            Enumerate(space, index + 1, all, points);
            return;
        }

        for (long value = 0; value < space.Parameters[index].Distribution.Count; value++)
        {
            all[index] = space.Parameters[index].Distribution.ValueAt(value);
            Enumerate(space, index + 1, all, points);
            all[index] = null;
        }
    }

    [Fact]
    public void GridSize_Continuous_IsNullAndPointSaysWhy()
    {
        var space = new SearchSpace([new("rate", new FloatDistribution(0, 1))]);

        Assert.Null(space.GridSize);
        var fault = Assert.Throws<InvalidInputException>(() => space.GridPoint(0));
        Assert.Equal(
            "parameters.rate: rate is continuous, and a grid needs countable values. Give it a step (q) or a list of values, or choose "
                + "another sampler, such as random.",
            fault.Message);
    }

    [Fact]
    public void GridSize_NothingMeetsConstraints_IsRefused()
    {
        var space = new SearchSpace([new("a", new IntegerDistribution(5, 9)), new("b", new IntegerDistribution(1, 5))], [Less("a", "b")]);

        var fault = Assert.Throws<InvalidInputException>(() => space.GridSize);
        Assert.Equal("constraints: no point of the grid meets 'a < b'. Loosen the constraints or widen the ranges.", fault.Message);
    }

    [Fact]
    public void Sample_NothingMeetsConstraints_IsRefused()
    {
        var space = new SearchSpace([new("a", new FloatDistribution(5, 9)), new("b", new FloatDistribution(1, 5))], [Less("a", "b")]);
        var random = new RandomStream(1, 1);

        var fault = Assert.Throws<InvalidInputException>(() => space.Sample(ref random));
        Assert.Equal(
            "constraints: none of 100,000 random points meets 'a < b'. Loosen the constraints or widen the ranges.", fault.Message);
    }

    [Fact]
    public void GridSize_HugeProduct_Saturates()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 8).Select(i => new Parameter($"p{i}", new IntegerDistribution(0, 999_999)))]);

        Assert.Equal(long.MaxValue, space.GridSize);
        Assert.Equal("p0=0 p1=0 p2=0 p3=0 p4=0 p5=0 p6=1 p7=7", space.GridPoint(1_000_007).ToString());
    }

    [Fact]
    public void GridSize_TooManyCoupledValues_SaysSo()
    {
        var space = new SearchSpace(
            [new("a", new IntegerDistribution(0, 99_999)), new("b", new IntegerDistribution(0, 99_999))], [Less("a", "b")]);

        var fault = Assert.Throws<InvalidInputException>(() => space.GridSize);
        Assert.Contains("couple more than 4,000,000 values", fault.Message, StringComparison.Ordinal);
        var random = new RandomStream(1, 1);
        Assert.True(space.Admits(space.Sample(ref random)));
    }

    [Fact]
    public void Constructor_ManyFaults_NamesAll()
    {
        var fault = Assert.Throws<InvalidInputException>(() => new SearchSpace(
            [
                new("a", new FloatDistribution(2, 1)),
                new("a", new FloatDistribution(0, 1, Log: true)),
                new("b", new IntegerDistribution(1, 2), [new("c", [Text("x")])]),
                new("d", Choice("x"), [new("d", [Text("x")])]),
            ],
            [Less("a", "e")]));

        Assert.Equal(
            [
                "parameters.a: a: min is 2, but must be a number not above max (1). Swap them or raise max.",
                "parameters.a: 'a' is defined twice. Rename one of the two.",
                "parameters.a: a: min is 0, but a log scale needs min > 0. Use a small positive value, or a linear scale.",
                "parameters.b.when: 'c' is not a parameter. Name the parameter on which b depends.",
                "parameters.d.when: d depends on itself. Name another parameter.",
                "constraints: 'a < e' names 'e', which is not a parameter. Use the names of parameters.",
            ],
            fault.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Constructor_CircularConditions_IsRefused()
    {
        var fault = Assert.Throws<InvalidInputException>(() => new SearchSpace(
            [new("a", Choice("x"), [new("b", [Text("x")])]), new("b", Choice("x"), [new("a", [Text("x")])])]));

        Assert.Contains("Break the circle.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_EnqueuedValues_NamesEach()
    {
        SearchSpace space = Boosters();

        Assert.Empty(space.Faults(Boosters().GridPoint(0)));
        Assert.Equal(
            [
                "speed is not a parameter of this study. Remove it.",
                "depth has the value 2, but is not active with these values. Remove it.",
                "rate is 0.7, which is outside its range. Choose a value inside, or widen the range.",
            ],
            space.Faults(
                new ParameterSet(
                    ["speed", "booster", "depth", "rate"], [Text("x"), Text("linear"), ParameterValue.Of(2), ParameterValue.Of(0.7)])));
    }

    [Fact]
    public void Normalize_OtherOrderAndSpelling_GivesTheSpacesOwn()
    {
        SearchSpace space = Boosters();

        ParameterSet? point = space.Normalize(
            new ParameterSet(["rate", "depth", "booster"], [ParameterValue.Of(0.2), ParameterValue.Of(2.0), Text("tree")]));

        Assert.Equal(space.GridPoint(3), point);
        Assert.Null(space.Normalize(new ParameterSet(["rate", "booster"], [ParameterValue.Of(0.2), Text("tree")])));
    }

    [Fact]
    public void Permutation_AnySize_IsOne()
    {
        foreach (int count in (int[])[1, 2, 3, 5, 16, 17, 1000, 4096])
        {
            var permutation = new Permutation(count, 99);
            long[] image = [.. Enumerable.Range(0, count).Select(i => permutation[i])];
            Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), image.Order());
            if (count >= 16)
                Assert.NotEqual(Enumerable.Range(0, count).Select(i => (long)i), image);
        }

        var large = new Permutation(long.MaxValue, 3);
        Assert.Equal(100, Enumerable.Range(0, 100).Select(i => large[i]).Distinct().Count());
    }

    [Fact]
    public void RandomStream_KnownKeys_NeverChanges()
    {
        var random = new RandomStream(42, 7);

        // Frozen: a change here changes every study.
        Assert.Equal("F2884FB844575B1F", random.NextBits().ToString("X", CultureInfo.InvariantCulture));
    }
}
