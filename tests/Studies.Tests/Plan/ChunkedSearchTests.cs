using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

public sealed class ChunkedSearchTests
{
    private const string Study = """
        name: chunks
        function: rastrigin
        parameters:
          x: {min: -5.0, max: 5.0}
          y: {min: -5.0, max: 5.0}
        metric: {name: value, goal: minimize}
        sampler: random
        trials: 40
        stages:
          - {scenarios: [B], keep: 4}
          - {scenarios: [A, B, C]}
        """;

    [Fact]
    public async Task Extend_FinishedStudy_GivesTheFilesOfOneStudy()
    {
        PlanDriver whole = await new PlanDriver(Study).RunAsync();
        PlanDriver two = await new PlanDriver(Study.Replace("trials: 40", "trials: 22", StringComparison.Ordinal)).RunAsync(new Random(1));

        two.Do(new ExtendSearch(40));
        two.Restart();
        await two.RunAsync(new Random(2));

        foreach (string file in new[] { "stage1_results.csv", "top_k.csv", "tuning_results.csv", "best_trial.json" })
            Assert.Equal(await whole.PublishAsync(file), await two.PublishAsync(file));
    }

    [Fact]
    public async Task Rerun_Trials_RunsTheirChunksAndCandidatesAgain()
    {
        PlanDriver driver = await new PlanDriver(Study).RunAsync();
        string before = await driver.PublishAsync("tuning_results.csv");

        driver.Do(new RerunTrials([5, driver.Plan.Kept[0].Trial]));
        Assert.Equal(1, driver.Plan.Stage);
        await driver.RunAsync(new Random(4));
        driver.Restart();

        Assert.True(driver.Plan.IsFinished);
        Assert.Equal(before, await driver.PublishAsync("tuning_results.csv"));
    }

    [Fact]
    public async Task Keep_All_GoesOnWithEveryTrial()
    {
        PlanDriver driver = await new PlanDriver(Study.Replace("keep: 4", "keep: all", StringComparison.Ordinal)).RunAsync(new Random(1));

        Assert.Equal(40, driver.Plan.Kept.Count);
    }

    [Fact]
    public async Task End_InTheMiddle_GoesOnWithWhatIsThere()
    {
        var driver = new PlanDriver(Study);
        await driver.RunAsync(null, 5);
        int known = driver.Journal.Count;

        driver.Do(new EndSearch("Enough."));
        driver.Restart();
        await driver.RunAsync();

        Assert.Equal(5, known);
        Assert.True(driver.Plan.IsFinished);
        Assert.Equal(15, driver.Plan.Trials);
        Assert.Equal(4, driver.Plan.Kept.Count);
    }

    [Fact]
    public void IsStuck_ResultsOfOtherBounds_SaysSo()
    {
        StudyPlan plan = new PlanDriver(Study).Plan;

        while (plan.Next() is { } item)
        {
            Assert.False(plan.IsStuck);
            plan.Apply(new ChunkResult(item.Id, 1, 1, 0, 0, []));
        }

        Assert.True(plan.IsStuck);
        Assert.False(plan.IsFinished);
    }
}
