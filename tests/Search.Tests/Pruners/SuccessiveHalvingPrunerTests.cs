using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>Cases from Optuna's tests/pruners_tests/test_successive_halving.py and test_hyperband.py.</summary>
public class SuccessiveHalvingPrunerTests
{
    [Theory]
    [InlineData(Goal.Minimize, 2)]
    [InlineData(Goal.Maximize, 0.5)]
    public void Decide_SecondOfTwo_StopsWhenWorse(Goal goal, double value)
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(1, 2), goal);

        Assert.False(study.Report(study.Start(), 1, 1));
        Assert.True(study.Report(study.Start(), 1, value));
    }

    [Fact]
    public void Decide_ReportThatSkipsRungs_CompletesThemUntilOneFails()
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(1, 2));
        for (int i = 0; i < 7; i++)
            study.Report(study.Start(), 7, 0.1 * (i + 1));

        Assert.Equal(1, Rungs(0.75));
        Assert.Equal(2, Rungs(0.25));
        Assert.Equal(3, Rungs(0.05));

        int Rungs(double value)
        {
            long trial = study.Start();
            study.Report(trial, 7, value);
            return study.Reports.Find(trial)!.Rungs;
        }
    }

    [Fact]
    public void Decide_OnlyTrial_PassesEveryRung()
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(1, 2));
        long trial = study.Start();

        Assert.Equal([], study.ReportAll(trial, 0, [.. Enumerable.Repeat(1.0, 10)]));
        Assert.Equal(4, study.Reports.Find(trial)!.Rungs);
    }

    [Fact]
    public void Decide_NaNAtTheEndOfARung_StopsAndIsNotRemembered()
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(2, 2));
        long trial = study.Start();

        Assert.False(study.Report(trial, 1, double.NaN));
        Assert.True(study.Report(trial, 2, double.NaN));
        Assert.Equal(0, study.Reports.Find(trial)!.Rungs);
    }

    [Theory]
    [InlineData(1, 2, 0, new[] { 1, 2, 4 })]
    [InlineData(2, 2, 0, new[] { 2, 4 })]
    [InlineData(1, 3, 0, new[] { 1, 3 })]
    [InlineData(1, 2, 1, new[] { 2, 4 })]
    public void Decide_Settings_PlaceTheRungs(int resource, int factor, int rate, int[] expected)
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(resource, factor, rate));
        long trial = study.Start();
        var ends = new List<int>();
        for (int step = 1, rungs = 0; step <= 5; step++)
        {
            study.Report(trial, step, 1);
            if (study.Reports.Find(trial)!.Rungs > rungs)
                ends.Add(step);
            rungs = study.Reports.Find(trial)!.Rungs;
        }

        Assert.Equal(expected, ends);
    }

    [Fact]
    public void Decide_Bootstrap_StopsUntilEnoughCompletedTheRung()
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner(1, 2, bootstrapCount: 1));

        Assert.True(study.Report(study.Start(), 1, 1));
        Assert.False(study.Report(study.Start(), 1, 1));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(199, 1)]
    [InlineData(200, 2)]
    public void Decide_AutomaticResource_IsAHundredthOfTheFirstCompleteTrial(int lastStep, int expected)
    {
        var study = new PrunedStudy(new SuccessiveHalvingPruner());
        long first = study.Start();
        study.Report(first, 1, 1);
        study.Report(first, lastStep, 1);
        Assert.Null(study.Reports.SettledResource);
        study.Complete(first, 1);

        study.Report(study.Start(), 1, 1);
        Assert.Equal(expected, study.Reports.SettledResource);

        // What comes later does not change it.
        study.AddComplete(1, 5000, 1);
        study.Report(study.Start(), 1, 1);
        Assert.Equal(expected, study.Reports.SettledResource);
    }

    // The shares and brackets that HyperbandPruner._trial_allocation_budgets and _get_bracket_id give for a study named "äther 7".
    [Theory]
    [InlineData(1, 16, 2, new[] { 16, 10, 7, 5, 5 }, new[] { 4, 3, 3, 4, 0, 0, 4, 1, 3, 1, 0, 0, 3, 0, 3, 1, 0, 0, 1, 2 })]
    [InlineData(1, 243, 3, new[] { 81, 34, 15, 8, 5 }, new[] { 0, 3, 0, 0, 1, 0, 0, 0, 3, 2, 0, 0, 3, 0, 0, 1, 0, 0, 1, 0 })]
    [InlineData(1, 1000, 10, new[] { 100, 15, 3 }, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(1, 125, 5, new[] { 125, 34, 10, 4 }, new[] { 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 1, 0, 0, 0, 0, 0, 1 })]
    [InlineData(3, 100, 4, new[] { 16, 6, 3 }, new[] { 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0 })]
    [
        InlineData(
            1,
            59049,
            3,
            new[] { 19683, 7290, 2734, 1042, 405, 162, 68, 30, 15, 10 },
            new[] { 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })
    ]
    public void HyperbandBrackets_KnownStudy_AreOptunas(int min, int max, int factor, int[] budgets, int[] brackets)
    {
        var pruner = new HyperbandPruner("äther 7", min, max, factor);

        Assert.Equal(budgets, pruner.Budgets(max));
        Assert.Equal(brackets, Enumerable.Range(0, brackets.Length).Select(trial => pruner.BracketOf(trial, max)!.Value));
    }

    // Where floor(math.log(factor ** power, factor)) of CPython falls one short, for factors to 20 and powers below 2³¹.
    [Fact]
    public void HyperbandBrackets_ExactPowers_RoundAsCPython()
    {
        var expected = new (int Factor, int Power)[]
        {
            (3, 5), (3, 10), (3, 13), (3, 15), (3, 17), (9, 5), (10, 3), (10, 6), (10, 9), (11, 7), (12, 7), (17, 3), (17, 6)
        };
        var found = new List<(int, int)>();
        for (int factor = 2; factor <= 20; factor++)
        {
            long resource = factor;
            for (int power = 1; resource < int.MaxValue; power++, resource *= factor)
            {
                if (new HyperbandPruner("study", 1, (int)resource, factor).Budgets((int)resource).Length == power)
                    found.Add((factor, power));
            }
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Hyperband_AutomaticResource_IsOneMoreThanTheLastStep()
    {
        // test_hyperband_max_resource_is_auto: reports at steps 0 … 9 settle 10.
        var study = new PrunedStudy(new HyperbandPruner("study", 1, null, 2));
        study.AddComplete(1, 0, new double[10]);

        study.Report(study.Start(), 0, 1);

        Assert.Equal(10, study.Reports.SettledResource);
    }
}
