using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Studies.Tests.Plan;

public sealed class SearchReportTests
{
    [Fact]
    public async Task Report_SearchWithPruning_TellsImprovementsImportanceAndPruning()
    {
        PlanDriver driver = await new PlanDriver("""
            name: search
            function: {name: sphere, steps: 5}
            parameters: {wide: {min: -5.0, max: 5.0}, narrow: {min: -0.1, max: 0.1}}
            metric: {name: value, goal: minimize}
            sampler: random
            pruner: median
            trials: 120
            """).RunAsync();

        string report = await driver.PublishAsync("report.md");

        var best = driver.History.Records.Where(
            record => record.Result.Outcome == TrialOutcome.Complete).MinBy(record => record.Result.Scores[0])!;
        Assert.Contains($"| {best.Trial} | {best.Result.Scores[0]:G6} | sampler |", report, StringComparison.Ordinal);
        Assert.True(report.IndexOf("| wide |", StringComparison.Ordinal) < report.IndexOf("| narrow |", StringComparison.Ordinal));
        Assert.Contains($"The pruner median stopped {driver.Plan.Pruned} of 120 trials", report, StringComparison.Ordinal);
        Assert.True(driver.Plan.Pruned > 20);
    }

    [Fact]
    public async Task Trials_EveryTrial_HasItsStateStepsAndReason()
    {
        PlanDriver driver = await new PlanDriver("""
            name: search
            function: {name: sphere, steps: 3}
            parameters: {x: {min: -5.0, max: 5.0}}
            metric: {name: root, expression: log(value - 9), goal: minimize}
            sampler: random
            pruner: {name: threshold, upper: 3}
            trials: 80
            max_failures: 80
            """).RunAsync();

        string[] lines = (await driver.PublishAsync("trials.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("trial,state,x,score,root,steps,intermediate,source,repeat_of,failure", lines[0]);
        Assert.Equal(81, lines.Length);
        foreach ((string line, int i) in lines.Skip(1).Select((line, i) => (line, i)))
        {
            string[] fields = line.Split(',');
            var record = driver.History.Records[i];
            Assert.Equal($"{i}", fields[0]);
            Assert.Equal(record.Result.Outcome.ToString().ToLowerInvariant(), fields[1]);
            Assert.Equal($"{record.Result.Steps.Count}", fields[5]);
            string[] reports = fields[6].Split(' ');
            Assert.Equal(record.Result.Steps.Select(step => FormattableString.Invariant($"{step.Step}:{step.Value:R}")), reports);
            Assert.Equal(record.Result.Outcome == TrialOutcome.Failed ? "root is not a finite number" : string.Empty, fields[9]);
        }

        Assert.Contains(driver.History.Records, record => record.Result.Outcome == TrialOutcome.Failed);
        Assert.Contains(driver.History.Records, record => record.Result.Outcome == TrialOutcome.Pruned);
    }
}
