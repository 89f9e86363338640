using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Execution;

public sealed class TrialScorerTests
{
    private static readonly string[] Metrics = ["trades", "sharpe", "win_rate"];
    private static readonly string[] Scenarios = ["A", "B", "C"];

    [Theory]
    [InlineData(300, 2.0, 2.0)]
    [InlineData(299, 2.0, 0.5)]
    [InlineData(10, -2.0, -3.5)]
    public void Score_FewTrades_IsLoweredWhateverItsSign(double trades, double sharpe, double expected) =>
        Assert.Equal(expected, Scorer("metric: sharpe\nscore: {min_trades: 300, penalty: 0.25}").Score([trades, sharpe, 0.5]));

    [Fact]
    public void Score_Minimising_IsRaisedByFewTrades() =>
        Assert.Equal(3.5, Scorer("metric: {name: sharpe, goal: minimize}\nscore: {min_trades: 300, penalty: 0.25}").Score([10, 2.0, 0.5]));

    [Fact]
    public void Score_PartOfAnEvaluation_AsksForThatShareOfTheTrades()
    {
        TrialScorer scorer = Scorer("metric: sharpe\nscore: {min_trades: 300, penalty: 0.25}");

        Assert.Equal(2.0, scorer.Score([60, 2.0, 0.5], share: 0.2));
        Assert.Equal(0.5, scorer.Score([59, 2.0, 0.5], share: 0.2));
    }

    [Fact]
    public void Score_Expression_IsWhatItSays() =>
        Assert.Equal(
            (0.7 * 2) + (0.3 * 0.5),
            Scorer("metric: {name: mix, expression: 0.7 * sharpe + 0.3 * win_rate, goal: maximize}").Score([10, 2.0, 0.5]),
            12);

    [Theory]
    [InlineData("", 1.0)]
    [InlineData("final_rank: worst", 1.0)]
    [InlineData("final_rank: mean", 2.0)]
    [InlineData("final_rank: 0.5 * score_B + 0.5 * score_C", 2.0)]
    public void Rank_ThreeScenarios_FollowsTheRule(string rule, double expected) =>
        Assert.Equal(expected, Scorer("metric: sharpe\n" + rule).Rank([2.0, 3.0, 1.0]));

    [Fact]
    public void Rank_Minimising_TheWorstIsTheLargest() =>
        Assert.Equal(3.0, Scorer("metric: {name: sharpe, goal: minimize}").Rank([2.0, 3.0, 1.0]));

    [Theory]
    [InlineData("")]
    [InlineData("final_rank: mean")]
    public void Rank_OneScenarioFailed_IsNoNumber(string rule)
    {
        for (int failed = 0; failed < 3; failed++)
        {
            double[] scores = [2, 3, 1];
            scores[failed] = double.NaN;
            Assert.True(double.IsNaN(Scorer("metric: sharpe\n" + rule).Rank(scores)));
        }
    }

    private static TrialScorer Scorer(string lines)
    {
        StudySpec spec = StudyFile.Parse(
            $$$"""
            data:
              EURUSD: {synth: {seed: 1, bars: 100, interval: 1h, start: 2021-01-04, price: 1.10}}
            strategy: ma_cross
            parameters: {fast: [3], slow: [9]}
            {{{lines}}}
            """,
            "study.yaml");
        return new TrialScorer(spec, Metrics, Scenarios);
    }
}
