using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Studies.Tests.Execution;

public sealed class ScoresTests
{
    [Theory]
    [InlineData(2.0, 500, Goal.Maximize, 2.0)]
    [InlineData(2.0, 10, Goal.Maximize, 0.5)]
    [InlineData(-2.0, 10, Goal.Maximize, -3.5)]
    [InlineData(2.0, 10, Goal.Minimize, 3.5)]
    [InlineData(-2.0, 10, Goal.Minimize, -0.5)]
    [InlineData(0.0, 0, Goal.Maximize, 0.0)]
    public void Penalise_FewTrades_OnlyWorsens(double score, double trades, Goal goal, double expected) =>
        Assert.Equal(expected, Scores.Penalise(score, trades, new ScoreSpec(300, 0.25), goal));
}
