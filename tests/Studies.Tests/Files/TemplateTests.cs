using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

public class TemplateTests
{
    public static TheoryData<string> Strategies() => [.. StudyCatalog.Default.Strategies.Select(strategy => strategy.Name)];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Write_Backtest_ValidatesForEveryStrategy(string strategy)
    {
        StudySpec study = StudyFile.Parse(StudyTemplate.Write("backtest", strategy), "study.yaml");

        Assert.Equal(new BacktestSpec(strategy), study.Objective);
        Assert.InRange(study.Space.GridSize!.Value, 16, 10_000);
        Assert.Empty(study.Notes);
    }

    [Theory]
    [InlineData("function")]
    [InlineData("sweep")]
    public void Write_OtherKinds_Validate(string kind) => Assert.NotNull(StudyFile.Parse(StudyTemplate.Write(kind), "study.yaml"));

    [Fact]
    public void Write_CommentedLines_ValidateWhenUncommented()
    {
        string text = StudyTemplate.Write()
            .Replace("  EURUSD: {synth", "  OTHER: {synth").Replace("  # EURUSD:", "  EURUSD:").Replace("  # USDJPY:", "  USDJPY:")
            .Replace("# limit_bars:", "limit_bars:").Replace("# from:", "from:").Replace("# to:", "to:")
            .Replace("# sampler:", "sampler:").Replace("# trials:", "trials:");

        StudySpec study = StudyFile.Parse(text, "study.yaml");

        Assert.Equal(("tpe", 400L), (study.Sampler.Name, study.Budget.Trials!.Value));
        Assert.Equal(["OTHER", "EURUSD", "USDJPY"], study.Data.Select(data => data.Symbol));
        Assert.Single(study.Space.Constraints);
    }

    [Theory]
    [InlineData("ma_cross", "fast < slow")]
    [InlineData("macd", "fast < slow")]
    [InlineData("rsi_reversion", null)]
    public void Write_StrategyOfTwoAverages_LeavesOutTheWrongWayRound(string strategy, string? constraint) =>
        Assert.Equal(
            constraint, StudyFile.Parse(StudyTemplate.Write("backtest", strategy), "study.yaml").Space.Constraints.SingleOrDefault()?.Text);

    [Fact]
    public void Write_Unknown_SuggestsTheNearest()
    {
        Assert.Equal(
            "kind is 'backtests', which does not exist. Did you mean backtest?",
            Assert.Throws<InvalidInputException>(() => StudyTemplate.Write("backtests")).Message);
        Assert.Equal(
            "strategy is 'mcd', which does not exist. Did you mean macd?",
            Assert.Throws<InvalidInputException>(() => StudyTemplate.Write("backtest", "mcd")).Message);
    }
}
