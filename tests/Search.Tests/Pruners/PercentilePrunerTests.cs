using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>Cases from Optuna's tests/pruners_tests/test_median.py and test_percentile.py, and from the classes' documentation.</summary>
public class PercentilePrunerTests
{
    [Fact]
    public void Decide_FirstTrial_GoesOn() => Assert.False(Median(0).Report(0, 1, 1));

    [Theory]
    [InlineData(Goal.Minimize, 2)]
    [InlineData(Goal.Maximize, 0.5)]
    public void Decide_WorseThanTheOnlyOther_Stops(Goal goal, double value)
    {
        PrunedStudy study = Median(0, goal: goal);
        study.AddComplete(1, 1, 1);

        long trial = study.Start();

        Assert.Equal(PruneDecision.Continue, new PercentilePruner(50, 0).Decide(study.Reports, trial));
        Assert.True(study.Report(trial, 1, value));
    }

    [Theory]
    [InlineData(Goal.Minimize, 2.1, true)]
    [InlineData(Goal.Minimize, 2.0, false)]
    [InlineData(Goal.Maximize, 3.9, true)]
    [InlineData(Goal.Maximize, 4.0, false)]
    public void Decide_QuarterOfFive_KeepsTheBestTwo(Goal goal, double value, bool stopped)
    {
        var study = new PrunedStudy(new PercentilePruner(25, 0), goal);
        for (int i = 1; i <= 5; i++)
            study.AddComplete(i, 1, i);

        Assert.Equal(stopped, study.Report(study.Start(), 1, value));
    }

    [Fact]
    public void Decide_NaN_StopsAllNaNAndIgnoresItInOthers()
    {
        PrunedStudy study = Median(0);
        long first = study.Start();
        Assert.False(study.Report(first, 1, double.NaN));
        study.Complete(first, -1);

        long second = study.Start();
        Assert.True(study.Report(second, 1, double.NaN));
        study.Complete(second, -1);

        // All others are NaN at this step.
        Assert.False(study.Report(study.Start(), 1, 1));
    }

    [Fact]
    public void Decide_DuringStartup_GoesOn()
    {
        PrunedStudy study = Median(2);
        study.AddComplete(1, 1, 1);
        long second = study.Start();
        Assert.False(study.Report(second, 1, 2));
        study.Complete(second, 2);

        Assert.True(study.Report(study.Start(), 1, 3));
    }

    [Fact]
    public void Decide_OnlyPrunedTrialsBefore_GoesOn()
    {
        PrunedStudy study = Median(0);
        long first = study.Start();
        study.Report(first, 1, 1);
        study.Reports.Finish(first, Core.Search.TrialOutcome.Pruned);

        Assert.False(study.Report(study.Start(), 1, 2));
    }

    [Fact]
    public void Decide_DuringWarmup_GoesOn()
    {
        PrunedStudy study = Median(0, warmup: 1);
        study.AddComplete(1, 0, 1, 1);

        Assert.Equal([1], study.ReportAll(study.Start(), 0, 2, 2));
    }

    [Theory]
    [InlineData(0, 1, 1, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(1, 1, 1, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(1, 2, 1, new[] { 1, 3, 5 })]
    [InlineData(0, 3, 10, new[] { 0, 10, 20 })]
    [InlineData(2, 3, 10, new[] { 10, 20 })]
    [InlineData(0, 10, 3, new[] { 0, 12, 21 })]
    [InlineData(2, 10, 3, new[] { 3, 12, 24 })]
    public void Decide_Intervals_LooksAtTheFirstReportInEach(int warmup, int interval, int reportEvery, int[] expected)
    {
        var study = new PrunedStudy(new PercentilePruner(50, 0, warmup, interval));
        study.AddComplete(0, 0, new double[30]);
        long trial = study.Start();

        int last = expected[^1];
        int[] pruned = [.. Enumerable.Range(0, last + 1).Where(step => step % reportEvery == 0 && study.Report(trial, step, 2))];

        Assert.Equal(expected, pruned);
    }

    [Fact]
    public void Decide_TooFewAtTheStep_GoesOn()
    {
        var study = new PrunedStudy(new PercentilePruner(50, 2, minTrials: 2));
        study.AddComplete(2, 1, 4, 2);
        study.AddComplete(3, 1, 3);
        long third = study.Start();
        Assert.Equal([], study.ReportAll(third, 1, 3.5, 3));
        study.Complete(third, 3);

        Assert.True(study.ReportAll(study.Start(), 1, 3.5, 3).SequenceEqual([2]));
    }

    [Theory]
    [InlineData(25, 0.3, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)]
    [InlineData(25, 0.2, 0.1, 0.2, 0.3, 0.4, 0.5, double.NaN, double.NaN, double.NaN, double.NaN)]
    [InlineData(75, double.NaN, double.NaN, double.NaN)]
    [InlineData(50, 2.5, 1.0, 2.0, 3.0, 4.0)]
    [InlineData(40, 2.2, 4.0, 1.0, 3.0, 2.0)]
    public void Percentile_KnownSets_InterpolatesAsNumpy(double percent, double expected, params double[] values)
    {
        var column = new ReportColumn();
        foreach (double value in values)
            column.Add(value);

        Assert.Equal(expected, column.Percentile(percent), 1e-15);
    }

    [Fact]
    public void ReportColumn_ManyValues_EqualsASortedList()
    {
        var random = new Random(5);
        var column = new ReportColumn();
        var sorted = new List<double>();
        for (int i = 0; i < 5000; i++)
        {
            double value = Math.Round(random.NextDouble() * 800) / 8;
            column.Add(value);
            sorted.Add(value);
            if (i % 5 == 4)
            {
                value = sorted[random.Next(sorted.Count)];
                column.Remove(value);
                sorted.Remove(value);
            }
        }

        sorted.Sort();
        Assert.Equal(sorted.Count, column.Count);
        Assert.Equal(sorted, Enumerable.Range(0, column.Count).Select(rank => column[rank]));
        foreach (double value in new[] { -1, 0, 12.5, 50, 99.875, 100, 101 })
        {
            Assert.Equal(sorted.Count(other => other < value), column.CountBelow(value));
            Assert.Equal(sorted.Count(other => other > value), column.CountAbove(value));
        }
    }

    private static PrunedStudy Median(int startup, int warmup = 0, Goal goal = Goal.Minimize) =>
        new(new PercentilePruner(50, startup, warmup), goal);
}
