using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>Cases from tests/test_hyperband_stopping.py of wandb/sweeps.</summary>
public class WandbHyperbandPrunerTests
{
    [Fact]
    public void Bands_MinOrMaxIter_AreThoseOfTheOriginal()
    {
        Assert.Equal([3, 9, 27], WandbHyperbandPruner.FromMinIter(3).Bands.Take(3));
        Assert.Equal([3, 9, 27], WandbHyperbandPruner.FromMaxIter(81, 3)!.Bands);
        Assert.Equal([2, 6], WandbHyperbandPruner.FromMaxIter(18, 2)!.Bands);
        Assert.Equal([30, 45, 67], WandbHyperbandPruner.FromMinIter(30, 1.5).Bands.Take(3));
        Assert.Equal([1], WandbHyperbandPruner.FromMaxIter(3, 100)!.Bands);
        Assert.Null(WandbHyperbandPruner.FromMaxIter(2, 3));
    }

    [Theory]
    [InlineData(Goal.Minimize)]
    [InlineData(Goal.Maximize)]
    public void Decide_TwoRuns_StopsTheFlatOne(Goal goal)
    {
        double sign = goal == Goal.Minimize ? -1 : 1;

        Assert.Equal([0], Stopped(
            WandbHyperbandPruner.FromMinIter(3)!,
            goal,
            finished: [],
            [10, 10, 10, 10],
            [.. Enumerable.Range(0, 10).Select(i => 10 + (sign * i))]));
    }

    [Fact]
    public void Decide_SingleRun_GoesOn() =>
        Assert.Equal(
            [],
            Stopped(
                WandbHyperbandPruner.FromMaxIter(18, 2, strict: false)!,
                Goal.Minimize,
                finished: [],
                [.. Enumerable.Range(0, 10).Select(i => 10.0 - i)]));

    [Fact]
    public void Decide_TwoRunsBestSoFarPasses_GoesOn() =>
        Assert.Equal(
            [],
            Stopped(
                WandbHyperbandPruner.FromMaxIter(18, 2, strict: false)!,
                Goal.Minimize,
                finished: [],
                [10, 10, 6],
                [.. Enumerable.Range(0, 10).Select(i => 10.0 - i)]));

    [Fact]
    public void Decide_FiveRuns_StopsAtTheBandReached()
    {
        WandbHyperbandPruner pruner = WandbHyperbandPruner.FromMaxIter(5, 2, eta: 2)!;
        Assert.Equal([1, 2], pruner.Bands);

        Assert.Equal([1], Stopped(pruner, Goal.Minimize, finished: [0, 4], [10, 9], [10, 10], [10, 8, 8], [10, 7, 7], [10, 6, 6]));
        Assert.Equal([1, 2], Stopped(pruner, Goal.Minimize, finished: [0, 4], [10], [11], [10, 8, 8], [10, 7, 7], [10, 6, 6]));
    }

    [Theory]
    [InlineData(Goal.Minimize, 1)]
    [InlineData(Goal.Maximize, -1)]
    public void Decide_EtaThreeNotStrict_KeepsTheLateImprovement(Goal goal, double sign) =>
        Assert.Equal([1, 4], Stopped(
            WandbHyperbandPruner.FromMaxIter(9, 2, strict: false)!,
            goal,
            finished: [0],
            Signed(sign, 9, 8),
            Signed(sign, 11, 11),
            Signed(sign, 10, 8, 3),
            Signed(sign, 10, 7, 4),
            Signed(sign, 10, 6, 6)));

    [Fact]
    public void Decide_OneFiniteValueThenNaN_DoesNotReachTheBand()
    {
        // test_hyperband_runs_with_nan_metrics: bands 33 and 100 count finite values.
        double[] broken = [19.7, .. Enumerable.Repeat(double.NaN, 56)];
        double[] good = [.. Enumerable.Range(0, 150).Select(i => 6.2 - (0.01 * i))];

        Assert.Equal([], Stopped(WandbHyperbandPruner.FromMaxIter(300, 2)!, Goal.Minimize, finished: [1], broken, good));
    }

    [Fact]
    public void Create_MinIter_IsStrictWithEtaThree()
    {
        // The defaults of the schema: eta 3, strict true. The best so far would pass here, the value at the band does not.
        var study = new PrunedStudy("wandb_hyperband", """{"min_iter": 3}""");
        for (int i = 0; i < 6; i++)
            study.ReportAll(study.Start(), 1, 5, 5, 5);

        Assert.Equal([3], study.ReportAll(study.Start(), 1, 9, 1, 9));
    }

    private static double[] Signed(double sign, params double[] values) => [.. values.Select(value => sign * value)];

    // W&B judges all running runs on all that is known at one time.
    private static int[] Stopped(IPruner pruner, Goal goal, int[] finished, params double[][] runs)
    {
        var reports = new TrialReports(goal);
        for (int run = 0; run < runs.Length; run++)
        {
            for (int i = 0; i < runs[run].Length; i++)
                reports.Report(run, i + 1, runs[run][i]);
            if (finished.Contains(run))
                reports.Finish(run, TrialOutcome.Complete, runs[run][^1]);
        }

        return [.. Enumerable.Range(0, runs.Length).Where(run => reports.Find(run)!.Outcome is null && pruner.Decide(reports, run).Prune)];
    }
}
