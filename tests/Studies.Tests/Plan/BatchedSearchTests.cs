using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

// Longer than 300 lines: the orders in which results may come in, over one way to play them.
public sealed class BatchedSearchTests
{
    private const string Study = """
        name: search
        function: {name: sphere, steps: 4}
        parameters:
          x: {min: -5.0, max: 5.0}
          y: {min: -5.0, max: 5.0}
        metric: {name: value, goal: minimize}
        sampler: tpe
        pruner: median
        trials: 40
        parallel: 3
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_AnyOrderOfCompletion_SameTrials(int seed)
    {
        PlanDriver calm = await new PlanDriver(Study).RunAsync();

        PlanDriver shuffled = await new PlanDriver(Study).RunAsync(new Random(seed));

        Assert.True(shuffled.Plan.IsFinished);
        Assert.Equal(40, shuffled.Plan.Trials);
        Assert.Equal(calm.Trials(), shuffled.Trials());
        Assert.Equal(await calm.PublishAsync("tuning_results.csv"), await shuffled.PublishAsync("tuning_results.csv"));
        Assert.Contains(calm.History.Records, record => record.PrunedAt is not null);
    }

    [Fact]
    public async Task Counts_WithinABatch_KnowWhatHasEnded()
    {
        var driver = new PlanDriver(Study.Replace("parallel: 3", "parallel: 8"));
        var random = new Random(11);
        while (!driver.Plan.IsFinished)
        {
            await driver.RunAsync(random, 1);
            TrialResult[] told = [.. driver.Journal.OfType<TrialResult>()];
            // Trials that repeat an earlier one end when they are proposed.
            long repeats = driver.Plan.Counts.Ended - told.Length;
            Assert.InRange(repeats, 0, driver.Journal.OfType<ProposalResult>().Sum(batch => batch.Trials.Count(trial => trial.Reused is not null)));
            if (repeats == 0)
            {
                Assert.Equal(told.Count(trial => trial.Outcome == TrialOutcome.Pruned), driver.Plan.Counts.Pruned);
                TrialResult? best = told.Where(trial => trial.Outcome == TrialOutcome.Complete).OrderBy(trial => trial.Scores[0])
                    .ThenBy(trial => trial.Trial).FirstOrDefault();
                Assert.Equal(best?.Trial, driver.Plan.Best?.Trial.Trial);
            }
        }

        Assert.Equal((40, driver.Plan.Trials), (driver.Plan.Counts.Ended, driver.Plan.EndedTrials));
        Assert.Equal(driver.Plan.Top[0], driver.Plan.Best!.Value.Trial);
    }

    [Fact]
    public async Task Apply_TrialThatNobodyTook_IsNoTrial()
    {
        var driver = new PlanDriver(Study.Replace("pruner: median\n", string.Empty));
        await driver.RunAsync(null, 6);
        driver.Do(new EndSearch("It was stopped."));
        // Proposed, then three; proposed again, then one of three: two are left.
        WorkItem[] left = [.. driver.Started];
        Assert.Equal(2, left.Length);
        foreach (EvaluateTrial item in left.Cast<EvaluateTrial>())
            driver.Plan.Apply(new TrialResult(item.Id, 0, item.Trial, TrialOutcome.Dropped, [double.NaN], [], []));

        Assert.True(driver.Plan.IsFinished);
        Assert.Equal((4L, 0L, 4L), (driver.Plan.Trials, driver.Plan.Failed, driver.Plan.Counts.Ended));
        Assert.Equal([0, 1, 2, 3], driver.History.Records.Select(record => record.Trial));
        Assert.Equal(5, (await driver.PublishAsync("tuning_results.csv")).TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Run_StoppedAfterAnyResult_ContinuesToTheSameTrials()
    {
        PlanDriver calm = await new PlanDriver(Study).RunAsync();
        var random = new Random(5);
        var broken = new PlanDriver(Study);

        while (!broken.Plan.IsFinished)
        {
            await broken.RunAsync(random, random.Next(1, 9));
            broken.Restart();
        }

        Assert.Equal(calm.Trials(), broken.Trials());
    }

    [Fact]
    public async Task Save_BetweenAnyBatches_GoesOnToTheSameTrials()
    {
        PlanDriver calm = await new PlanDriver(Study + "\nrefine: {trials: 10}").RunAsync();
        var handed = new PlanDriver(Study + "\nrefine: {trials: 10}");
        int times = 0;

        while (!handed.Plan.IsFinished)
        {
            await handed.RunAsync(null, 1);
            times += handed.TryHandOver() ? 1 : 0;
        }

        Assert.InRange(times, 10, 20);
        Assert.Equal(calm.Trials(), handed.Trials());
        Assert.Equal(calm.Plan.Top, handed.Plan.Top);
    }

    [Fact]
    public async Task Extend_FinishedStudy_GoesOnAsIfItHadBeenOne()
    {
        string random = Study.Replace("tpe", "random", StringComparison.Ordinal);
        PlanDriver whole = await new PlanDriver(random).RunAsync();
        PlanDriver two = await new PlanDriver(random.Replace("trials: 40", "trials: 21", StringComparison.Ordinal)).RunAsync();

        two.Do(new ExtendSearch(40));
        two.Restart();
        await two.RunAsync(new Random(3));

        Assert.True(two.Plan.IsFinished);
        Assert.Equal(whole.Trials(), two.Trials());
        Assert.Equal(40, two.Evaluated);
    }

    [Fact]
    public async Task Run_TargetReached_EndsAndSaysAtWhichTrial()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace("goal: minimize", "goal: minimize, target: 5", StringComparison.Ordinal)).RunAsync();

        EndedTrial first = driver.History.Records.First(
            record => record.Result.Outcome == TrialOutcome.Complete && record.Result.Scores[0] <= 5);
        Assert.True(driver.Plan.IsFinished);
        Assert.InRange(driver.Plan.Trials, first.Trial + 1, first.Trial + 3);
        Assert.Equal($"Trial {first.Trial} reached the target 5 of value.", driver.Plan.EndReason);
    }

    [Fact]
    public async Task Run_NoImprovement_EndsAtThePlateau()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace(
                "trials: 40",
                "trials: 400\nplateau: 12",
                StringComparison.Ordinal).Replace("parallel: 3", "parallel: 1", StringComparison.Ordinal)).RunAsync();

        long best = driver.Plan.Top[0].Trial;
        Assert.Equal(best + 12, driver.History.Records[^1].Trial);
        Assert.Equal($"No improvement in 12 trials up to trial {best + 12}.", driver.Plan.EndReason);
    }

    [Fact]
    public async Task Run_EveryTrialFails_EndsAfterMaxFailures()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace(
                "name: value", "name: value, expression: log(0 - 1 - value)", StringComparison.Ordinal) + "\nmax_failures: 7").RunAsync();

        Assert.True(driver.Plan.IsFinished);
        // The batch of three in which the seventh stands is finished.
        Assert.Equal(9, driver.Plan.Failed);
        Assert.StartsWith("7 trials in a row failed, the last of them trial 6.", driver.Plan.EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Enqueued_RunFirstAreMarkedAndCompleted()
    {
        PlanDriver driver = await new PlanDriver(Study + "\nenqueue:\n  - {x: 1, y: 2}\n  - {x: 3}\n  - {x: 1, y: 2}").RunAsync();

        Assert.Equal([true, true, true, false], driver.History.Records.Take(4).Select(record => record.Proposal.Enqueued));
        Assert.Equal("x=1 y=2", driver.History.Records[0].Proposal.Values.ToString());
        Assert.Equal(3.0, driver.History.Records[1].Proposal.Values["x"].AsDouble());
        Assert.InRange(driver.History.Records[1].Proposal.Values["y"].AsDouble(), -5, 5);
    }

    [Fact]
    public async Task Run_ValuesTriedBefore_TakeTheResultOverAndCostNoBudget()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace(
                "parallel: 3", "parallel: 1", StringComparison.Ordinal) + "\nenqueue:\n  - {x: 1, y: 2}\n  - {x: 1, y: 2}").RunAsync();

        EndedTrial repeat = driver.History.Records[1];
        Assert.Equal(0, repeat.Proposal.RepeatOf);
        Assert.Equal(driver.History.Records[0].Result.Scores, repeat.Result.Scores);
        Assert.Equal(41, driver.Plan.Trials);
        Assert.Equal(40, driver.Evaluated);
    }

    [Fact]
    public async Task Run_RepeatsWanted_EvaluatesThem()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace(
                "parallel: 3", "parallel: 1", StringComparison.Ordinal) + "\nrepeats: true\nenqueue:\n  - {x: 1, y: 2}\n  - {x: 1, y: "
                    + "2}").RunAsync();

        Assert.Null(driver.History.Records[1].Proposal.RepeatOf);
        Assert.Equal(40, driver.Plan.Trials);
    }

    [Fact]
    public async Task Run_FiniteSpace_EndsWhenEveryPointWasTriedOnce()
    {
        PlanDriver driver = await new PlanDriver("""
            name: few
            function: sphere
            parameters: {x: [1, 2, 3], y: [4, 5]}
            metric: {name: value, goal: minimize}
            sampler: tpe
            trials: 100
            """).RunAsync();

        Assert.Equal(6, driver.History.Records.Select(record => record.Proposal.Values).Distinct().Count());
        Assert.Equal(6, driver.Plan.Trials);
        Assert.True(driver.Plan.IsFinished);
        Assert.Equal("x=1 y=4", driver.History.ValuesOf(driver.Plan.Top[0].Trial).ToString());
    }

    [Fact]
    public async Task Refine_SecondPhase_StaysInTheRangesOfTheBest()
    {
        PlanDriver driver = await new PlanDriver(
            Study.Replace("pruner: median", "refine: {share: 0.2, margin: 0, trials: 15}", StringComparison.Ordinal)).RunAsync();

        EndedTrial[] best = [.. driver.History.Records.Take(40).OrderBy(record => record.Result.Scores[0]).Take(8)];
        double low = best.Min(record => record.Proposal.Values["x"].AsDouble()),
            high = best.Max(record => record.Proposal.Values["x"].AsDouble());
        Assert.Equal(55, driver.Plan.Trials);
        Assert.All(driver.History.Records.Skip(40), record => Assert.InRange(record.Proposal.Values["x"].AsDouble(), low, high));
    }

    [Fact]
    public async Task Rerun_Trial_KeepsItsNumberAndValues()
    {
        PlanDriver driver = await new PlanDriver(Study).RunAsync();
        IReadOnlyList<string> before = driver.Trials();

        driver.Do(new RerunTrials([4, 17]));
        Assert.False(driver.Plan.IsFinished);
        await driver.RunAsync();
        driver.Restart();

        Assert.True(driver.Plan.IsFinished);
        Assert.Equal(42, driver.Evaluated);
        Assert.Equal(
            before.Select(trial => trial.Split(" Complete ")[0].Split(" Pruned ")[0]),
            driver.Trials().Select(trial => trial.Split(" Complete ")[0].Split(" Pruned ")[0]));
    }

    [Fact]
    public async Task End_InTheMiddle_FinishesTheBatchAndTheLaterStage()
    {
        var driver = new PlanDriver(Study.Replace("parallel: 3", "parallel: 4", StringComparison.Ordinal));
        await driver.RunAsync(null, 7);

        driver.Do(new EndSearch("Enough."));
        await driver.RunAsync();
        driver.Restart();

        Assert.True(driver.Plan.IsFinished);
        Assert.Equal(8, driver.Plan.Trials);
        Assert.Equal("Enough.", driver.Plan.EndReason);
    }

    [Fact]
    public async Task Async_AnyOrder_KeepsItsSlotsFullAndItsBudget()
    {
        PlanDriver driver = await new PlanDriver(Study + "\nasync: true").RunAsync(new Random(1));
        IReadOnlyList<string> trials = driver.Trials();
        driver.Restart();

        Assert.Equal(40, driver.Plan.Trials);
        Assert.Equal(trials, driver.Trials());
    }

    [Fact]
    public async Task Run_SeveralMetrics_RanksByFrontsAndWritesTheFront()
    {
        PlanDriver driver = await new PlanDriver("""
            name: two
            function: sphere
            parameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}
            metric:
              - {name: value, goal: minimize}
              - {name: other, expression: 0 - value, goal: minimize}
            sampler: nsga2
            trials: 30
            """).RunAsync();

        string[] front = (await driver.PublishAsync("pareto_front.csv")).Split('\n');
        Assert.Equal("trial,x,y,value,other", front[0]);
        // Each beats every other in one of two opposite metrics.
        Assert.Equal(30, front.Length - 2);
    }

    [Fact]
    public async Task Refine_Grid_SearchesAFinerOneAroundTheBest()
    {
        PlanDriver driver = await new PlanDriver("""
            name: fine
            function: sphere
            parameters: {x: {min: -10, max: 14, step: 4}, y: {min: -10, max: 14, step: 4}}
            metric: {name: value, goal: minimize}
            sampler: grid
            refine: {share: 0.01}
            """).RunAsync();

        Assert.True(driver.Plan.IsFinished);
        // Seven by seven, then three by three around the best, (-2, -2), less that one.
        Assert.Equal(49 + 8, driver.Plan.Trials);
        Assert.Equal("x=0 y=0", driver.History.ValuesOf(driver.Plan.Top[0].Trial).ToString());
    }
}
