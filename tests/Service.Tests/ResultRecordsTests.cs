using System.Text.Json;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Studies.Tests.Plan;

namespace ServerlessTuner.Service.Tests;

public sealed class ResultRecordsTests
{
    [Fact]
    public async Task Read_TextThatASpreadsheetWouldRun_IsTheValueItself()
    {
        IReadOnlyList<TrialRecord> records = await RecordsOfAsync("""
            name: kinds
            function: mixed
            parameters: {x: {min: -1.0, max: 1.0, step: 1.0}, kind: ["-foo", "=bar", "a,b", "5"]}
            metric: {name: value, goal: minimize}
            """);

        Assert.Equal(12, records.Count);
        string[] kinds = [
            .. records.Select(
                record => JsonDocument.Parse(record.Values).RootElement.GetProperty("kind").GetString()!).Distinct().Order(
                    StringComparer.Ordinal)
        ];
        Assert.Equal(["-foo", "5", "=bar", "a,b"], kinds);
        Assert.Equal(Enumerable.Range(1, 12), records.Select(record => record.Rank));
        Assert.All(records, record => Assert.Equal((record.Metrics["score"], TrialState.Complete), (record.Score, record.State)));
    }

    [Fact]
    public async Task Read_StoppedTrials_ArePrunedByTheirStateNotTheirText()
    {
        IReadOnlyList<TrialRecord> records = await RecordsOfAsync("""
            name: stopped
            function: {name: sphere, steps: 4}
            parameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}
            sampler: random
            pruner: {name: median, n_startup_trials: 2}
            trials: 20
            metric: {name: value, goal: minimize}
            """);

        TrialRecord[] pruned = [.. records.Where(record => record.State == TrialState.Pruned)];
        Assert.NotEmpty(pruned);
        Assert.All(pruned, record => Assert.Matches("^stopped at step [1-3] by the pruner$", record.Failure));
        Assert.All(records.Except(pruned), record => Assert.Equal((TrialState.Complete, null), (record.State, record.Failure)));
    }

    [Fact]
    public async Task Read_TwoStages_HasTheRecordsOfBoth()
    {
        IReadOnlyList<TrialRecord> records = await RecordsOfAsync("""
            name: two
            function: sphere
            parameters: {x: {min: -3, max: 3}}
            stages: [{scenarios: [B], keep: 2}, {scenarios: [A, B]}]
            metric: {name: value, goal: minimize}
            """);

        Assert.Equal([7, 2], records.CountBy(record => record.Stage).Select(pair => pair.Value));
        Assert.Equal(["score", "score_A", "value_A", "score_B", "value_B"], records[^1].Metrics.Keys);
    }

    private static async Task<IReadOnlyList<TrialRecord>> RecordsOfAsync(string study)
    {
        PlanDriver driver = await new PlanDriver(study).RunAsync();
        await driver.PublishAsync("report.md");
        return await ResultRecords.ReadAsync(driver.Spec, driver.Artifacts, CancellationToken.None);
    }
}
