using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

public sealed class KeepCutTests
{
    private static readonly KeepRule Auto = new(null, Auto: true);

    [Theory]
    [InlineData(3, 10, 3)]
    [InlineData(10, 4, 4)]
    public void Decide_Count_KeepsSoManyOrAll(int count, int scores, int expected) =>
        Assert.Equal((expected, null), KeepCut.Decide(new KeepRule(count), Falling(scores)));

    [Fact]
    public void Decide_All_KeepsAll() => Assert.Equal((60, null), KeepCut.Decide(KeepRule.All, Falling(60)));

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(50)]
    public void Decide_Auto_CutsAtTheLargestDropBetweenFiveAndFifty(int drop)
    {
        double[] scores = [.. Falling(80).Select((score, i) => i < drop ? score : score - 100)];

        (int keep, string? reason) = KeepCut.Decide(Auto, scores);

        Assert.Equal(drop, keep);
        Assert.StartsWith($"Cut after {drop}: the largest drop between 5 and 50 is 101, from ", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    public void Decide_AutoWithTheDropElsewhere_StaysBetweenFiveAndFifty(int drop)
    {
        double[] scores = [.. Falling(80).Select((score, i) => i < drop ? score : score - 100)];

        Assert.InRange(KeepCut.Decide(Auto, scores).Keep, 5, 50);
    }

    [Fact]
    public void Decide_AutoWithFewTrials_KeepsAllAndSaysWhy() =>
        Assert.Equal((4, "All 4 were kept, because an automatic cut keeps at least 5."), KeepCut.Decide(Auto, Falling(4)));

    [Fact]
    public void Decide_AutoMinimising_LooksAtTheSizeOfTheDrop() =>
        Assert.Equal(7, KeepCut.Decide(Auto, [.. Falling(30).Select((score, i) => (i < 7 ? 0 : 50) - score)]).Keep);

    private static double[] Falling(int count) => [.. Enumerable.Range(0, count).Select(i => 1000.0 - i)];
}
