using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Results;
using ServerlessTuner.Studies.Tests.Plan;

namespace ServerlessTuner.Studies.Tests.Results;

public sealed class ResultPublisherTests
{
    private const string Chunks = """
        name: rows
        function: mixed
        parameters:
          x: {min: -2, max: 2}
          kind: ["-foo", "bar,baz", "sma"]
        metric: {name: value, goal: minimize}
        """;

    private const string Batches = """
        name: rows
        function: {name: sphere, steps: 4}
        parameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}
        sampler: random
        pruner: {name: median, n_startup_trials: 2}
        trials: 20
        metric: {name: value, goal: minimize}
        """;

    [Theory]
    [InlineData(Chunks)]
    [InlineData(Batches)]
    public async Task Publish_OneStage_RowsGiveTheTableToTheByte(string study)
    {
        PlanDriver driver = await new PlanDriver(study).RunAsync();
        string table = await driver.PublishAsync("tuning_results.csv");

        using TrialTable? rows = await TrialTable.OpenAsync(driver.Artifacts, driver.Spec, 1, CancellationToken.None);
        using var again = new MemoryStream();
        rows!.WriteCsv(again, CancellationToken.None);

        Assert.Equal(table, System.Text.Encoding.UTF8.GetString(again.ToArray()));
    }

    [Fact]
    public async Task Publish_FunctionWithOneScenario_NamesNoScenario()
    {
        string table = await (await new PlanDriver(Chunks).RunAsync()).PublishAsync("tuning_results.csv");

        Assert.StartsWith("trial,x,kind,score,value,failure\n", table, StringComparison.Ordinal);
        // Text that a spreadsheet would run carries an apostrophe here, and here alone.
        Assert.Contains(",'-foo,", table, StringComparison.Ordinal);
        Assert.Contains(",\"bar,baz\",", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_FunctionWithTwoStages_NamesEveryColumnOnce()
    {
        PlanDriver driver = await new PlanDriver(Chunks + "\nstages: [{scenarios: [B], keep: 2}, {scenarios: [B]}]\n").RunAsync();

        Assert.StartsWith("rank,trial,x,kind,score,value\n1,", await driver.PublishAsync("tuning_results.csv"), StringComparison.Ordinal);
        Assert.StartsWith("rank,trial,x,kind,score,value,failure\n1,", await driver.PublishAsync("top_k.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_FunctionWithSeveralScenarios_NamesThem()
    {
        PlanDriver driver = await new PlanDriver(Chunks + "\nstages: [{scenarios: [A, B]}]\n").RunAsync();

        Assert.StartsWith(
            "trial,x,kind,score,score_A,value_A,score_B,value_B,failure\n",
            await driver.PublishAsync("tuning_results.csv"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Batches_RowsHaveStatesValuesAndReasons()
    {
        PlanDriver driver = await new PlanDriver(Batches).RunAsync();
        await driver.PublishAsync("trials.csv");

        using TrialTable? table = await TrialTable.OpenAsync(driver.Artifacts, driver.Spec, 1, CancellationToken.None);
        TrialRow[] rows = [.. table!.Rows()];

        Assert.Equal(20, rows.Length);
        Assert.Contains(rows, row => row.State == TrialOutcome.Pruned);
        foreach (TrialRow row in rows)
        {
            var record = driver.History.Records.Single(record => record.Trial == row.Trial);
            Assert.Equal((record.Result.Outcome, record.Result.Scores[0], record.Proposal.Values), (row.State, row.Score, row.Values));
            Assert.Equal(record.PrunedAt is int step ? $"stopped at step {step} by the pruner" : null, row.Failure);
        }
    }

    [Fact]
    public async Task Publish_Function_SaysNothingOfMarkets()
    {
        string report = await (await new PlanDriver(Chunks).RunAsync()).PublishAsync("report.md");

        foreach (string word in new[] { "luck", "under B", "Sharpe", "trades", "without any skill" })
            Assert.DoesNotContain(word, report, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Publish_DamagedChunk_NamesItAndTheRemedy()
    {
        PlanDriver driver = await new PlanDriver(Chunks).RunAsync();
        await driver.Artifacts.PutAsync("work/chunk-000000000003.rows", (_, _) => Task.CompletedTask, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<Core.Model.Problems.InvalidInputException>(() => driver.PublishAsync("tuning_results.csv"));

        Assert.Equal(
            "work/chunk-000000000003.rows: The file is empty. Evaluate its trials again with 'tuner rerun DIR --trials 3'; on a "
                + "service, start the study again under another id.",
            fault.Message);
        Assert.Null(await driver.Artifacts.OpenAsync("tuning_results.csv", CancellationToken.None));
    }
}
