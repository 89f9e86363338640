using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Core.Tests.StudyFiles;

public class ExampleTests
{
    [Fact]
    public void FxTwoStage_IsTheGridOfTheIssue()
    {
        StudySpec study = Examples.Parse("fx-two-stage.yaml");

        Assert.Equal("fx-two-stage", study.Name);
        Assert.Equal(["EURUSD", "GBPUSD", "USDJPY"], study.Data.Select(data => data.Symbol));
        Assert.All(study.Data, data => Assert.Equal((20_000, TimeSpan.FromHours(1)), (data.Synth!.Bars, data.Synth.Interval)));
        Assert.Equal(new BacktestSpec("ma_cross"), study.Objective);
        Assert.Equal("grid", study.Sampler.Name);
        Assert.Equal(1152, study.Space.GridSize);
        Assert.Equal(Scenario.Defaults, study.Scenarios);
        Assert.Equal(["B", "A B C"], study.Stages.Select(stage => string.Join(' ', stage.Scenarios)));
        Assert.All(study.Stages, stage => Assert.Equal(KeepRule.Ten, stage.Keep));
        Assert.Equal([new MetricSpec("sharpe", "sharpe", Goal.Maximize)], study.Metrics);
        Assert.Equal(new ScoreSpec(300, 0.25), study.Score);
        Assert.Empty(study.Notes);
    }
}
