using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Studies.Tests.Reports;

public sealed class StudyReportTests
{
    // x² + y² on a grid: the best point and its neighbours are known.
    private const string Sphere = """
        name: bowl
        description: A bowl with its bottom on the grid.
        function: sphere
        parameters:
          x1: {min: -2.0, max: 2.0, step: 0.5}
          x2: {min: -2.0, max: 2.0, step: 0.5}
        metric: {name: value, goal: minimize}
        """;

    [Fact]
    public async Task Write_KnownFunction_NamesWinnerAndNeighbours()
    {
        string report = await ReportOfAsync(Sphere, null);

        Assert.StartsWith(
            "# bowl\n\nA bowl with its bottom on the grid.\n\n81 trials, ranked by the score. ", report, StringComparison.Ordinal);
        Assert.Contains(
            "\n| rank | trial | score | x1 | x2 |\n| --- | --- | --- | --- | --- |\n| 1 | 40 | 0 | 0 | 0 |\n| 2 | 31 | 0.25 | -0.5 | 0 |\n",
            report,
            StringComparison.Ordinal);
        // All four neighbours of the bottom lie at 0.25; the median of all is known by counting.
        Assert.Contains("\n| 40 | 0 | 4 | 0.25 | 0.25 | 0.25 | 92% | plateau |\n", report, StringComparison.Ordinal);
        Assert.Contains(
            "the median of all trials, 3.25. Where it keeps less than half, the winner stands alone.", report, StringComparison.Ordinal);
        Assert.DoesNotContain("## Timings", report, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Timings_SayWhatTwoStagesSaved()
    {
        var timings = new StudyTimings([new StageTiming(100, 2, 1.5), new StageTiming(30, 0.7, 0.5)], 2);
        StudySpec spec = StudyFile.Parse(
            "name: t\ndata: {EURUSD: x.csv}\nstrategy: ma_cross\nparameters: {fast: [3, 4]}\nmetric: sharpe\n",
            "t",
            new StudyFileOptions());

        Assert.Equal(6.0, timings.SingleStageWorkSeconds(spec, 100)!.Value, 9);
        Assert.Equal(3.3, timings.SavedWorkSeconds(spec, 100)!.Value, 9);
        Assert.Contains("| 1 | 100 | 2.000 | 1.500 | 50 |", await ReportOfAsync(Sphere, timings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_SameStudyTwice_SameBytes() =>
        Assert.Equal(await ReportOfAsync(Sphere, null), await ReportOfAsync(Sphere, null));

    [Fact]
    public async Task Write_RandomSearchOnAGrid_FindsNeighboursByTheirValues()
    {
        string report = await ReportOfAsync(
            Sphere.Replace("metric:", "sampler: random\ntrials: 60\nmetric:", StringComparison.Ordinal), null);

        Assert.Contains("## Neighbours", report, StringComparison.Ordinal);
    }

    // A metric and its negative: no trial beats another.
    [Fact]
    public async Task Write_SeveralMetrics_WinnersAreOnTheFront()
    {
        string report = await ReportOfAsync(
            """
            name: front
            function: sphere
            parameters: {x1: [0.5, 2.0], x2: [0.0]}
            metric:
              - {name: value, goal: minimize}
              - {name: other, expression: 0 - value, goal: minimize}
            sampler: grid
            """,
            null);

        Assert.StartsWith(
            "# front\n\n2 trials, of which the winners are on the Pareto front: no other trial beats them in every metric. "
            + "The metrics are value, to minimise, and 0 - value, to minimise; the sampler grid, the seed ",
            report,
            StringComparison.Ordinal);
        Assert.Contains(
            "\n\n## Winners\n\n| rank | trial | value | other | x1 | x2 |\n| --- | --- | --- | --- | --- | --- |\n"
            + "| 1 | 0 | 0.25 | -0.25 | 0.5 | 0 |\n| 2 | 1 | 4 | -4 | 2 | 0 |\n\n",
            report,
            StringComparison.Ordinal);
    }

    private static async Task<string> ReportOfAsync(string study, StudyTimings? timings)
    {
        StudySpec spec = StudyFile.Parse(study, "study", new StudyFileOptions());
        var store = new MemoryArtifactStore();
        var executor = new StudyExecutor(spec, [], store, TimeProvider.System);
        var history = new StudyHistory(spec);
        var plan = new StudyPlan(spec, executor.Trials, 7, history);
        while (plan.Next() is { } item)
            plan.Apply(await executor.RunAsync(item, history, CancellationToken.None));
        await new ResultPublisher(executor, plan, history, store) { Timings = timings }.PublishAsync(CancellationToken.None);
        using var reader = new StreamReader((await store.OpenAsync("report.md", CancellationToken.None))!);
        return await reader.ReadToEndAsync();
    }
}
