using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>Cases from Optuna's test_threshold.py, test_patient.py, test_nop.py and test_wilcoxon.py, and SciPy's documentation.</summary>
public class OtherPrunerTests
{
    private const double NaN = double.NaN;

    [Theory]
    [InlineData("""{"upper": 2.0}""", 1, new[] { 1.0, 3.0 }, new[] { 2 })]
    [InlineData("""{"lower": 2.0}""", 1, new[] { 3.0, 1.0 }, new[] { 2 })]
    [InlineData("""{"lower": 0.0, "upper": 1.0}""", 1, new[] { -0.1, 0.0, 0.4, 1.0, 1.1 }, new[] { 1, 5 })]
    [InlineData("""{"lower": 0.0, "upper": 1.0}""", 1, new[] { NaN }, new[] { 1 })]
    [InlineData("""{"lower": 0.0, "upper": 1.0, "n_warmup_steps": 2}""", 0, new[] { -10.0, 100.0, -100.0, 1.0, 1000.0 }, new[] { 2, 4 })]
    [
        InlineData(
            """{"lower": 0.0, "upper": 1.0, "interval_steps": 2}""", 0, new[] { -10.0, 100.0, -100.0, 10.0, 1000.0 }, new[] { 0, 2, 4 })
    ]
    public void Threshold_Values_StopsOutside(string settings, int firstStep, double[] values, int[] expected)
    {
        var study = new PrunedStudy("threshold", settings);

        Assert.Equal(expected, study.ReportAll(study.Start(), firstStep, values));
    }

    [Theory]
    [InlineData(0, 0, Goal.Maximize, new[] { 1.0, 0.0 }, new[] { 1 })]
    [InlineData(1, 0, Goal.Maximize, new[] { 2.0, 1.0, 0.0 }, new[] { 2 })]
    [InlineData(0, 0, Goal.Minimize, new[] { 0.0, 1.0 }, new[] { 1 })]
    [InlineData(1, 0, Goal.Minimize, new[] { 0.0, 1.0, 2.0 }, new[] { 2 })]
    [InlineData(0, 1, Goal.Maximize, new[] { 1.0, 0.0 }, new int[0])]
    [InlineData(1, 1, Goal.Maximize, new[] { 3.0, 2.0, 1.0, 0.0 }, new[] { 3 })]
    [InlineData(0, 1, Goal.Minimize, new[] { 0.0, 1.0 }, new int[0])]
    [InlineData(1, 1, Goal.Minimize, new[] { 0.0, 1.0, 2.0, 3.0 }, new[] { 3 })]
    [InlineData(0, 0, Goal.Minimize, new[] { NaN, 1.0, NaN }, new int[0])]
    public void Patient_Alone_StopsWithoutImprovement(int patience, double minDelta, Goal goal, double[] values, int[] expected)
    {
        var study = new PrunedStudy(new PatientPruner(null, patience, minDelta), goal);

        Assert.Equal(expected, study.ReportAll(study.Start(), 0, values));
    }

    [Fact]
    public void Patient_WrappedNone_NeverStops()
    {
        var study = new PrunedStudy("patient", """{"patience": 0, "wrapped_pruner": "none"}""");

        Assert.Equal([], study.ReportAll(study.Start(), 0, 0, 1, 2, 3));
    }

    [Fact]
    public void None_AnyReport_GoesOn() => Assert.False(new PrunedStudy("none", "{}").Report(0, 1, NaN));

    [Theory]
    [InlineData(0.2, new[] { 3, 4, 5, 6, 7 })]
    [InlineData(0.15, new[] { 4, 5, 6 })]
    public void Wilcoxon_AgainstZeros_StopsAtTheLevel(double threshold, int[] expected)
    {
        var study = new PrunedStudy(new WilcoxonPruner(threshold, 0));
        study.AddComplete(0, 0, new double[10]);

        Assert.Equal(expected, study.ReportAll(study.Start(), 0, -1, 1, 2, 3, 4, 5, -2, -3));
    }

    [Fact]
    public void Wilcoxon_AverageIsBest_GoesOn()
    {
        var study = new PrunedStudy(new WilcoxonPruner(0.5));
        study.AddComplete(4, 0, [.. Enumerable.Repeat(0.0, 10), .. Enumerable.Repeat(8.0, 10)]);
        double[] values = [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(9.0, 10)];

        int[] pruned = study.ReportAll(study.Start(), 0, values);

        Assert.DoesNotContain(pruned, step => values[..(step + 1)].Average() <= 4);
        Assert.Contains(19, pruned);
    }

    [Theory]
    [InlineData(new[] { 1.0 }, new[] { 1.0, 2.0 })]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, new[] { 2.0, NaN, 2.0 })]
    [InlineData(new[] { 1.0, NaN, 1.0 }, new[] { 2.0, 2.0, 2.0 })]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, new[] { 2.0, double.PositiveInfinity, 2.0 })]
    [InlineData(new double[0], new[] { 2.0, 2.0, 2.0 })]
    public void Wilcoxon_NothingToCompare_GoesOn(double[] best, double[] values)
    {
        var study = new PrunedStudy(new WilcoxonPruner(1));
        study.AddComplete(0, 1, best);
        long trial = study.Start();

        Assert.Equal([], study.ReportAll(trial, 1, values).Where(step => step == values.Length || !double.IsFinite(values[^1])));
    }

    // Heights of cross- and self-fertilised corn plants (Darwin), the example in the documentation of scipy.stats.wilcoxon:
    // two-sided p = 0.041259765625 without ties, so half of it one-sided.
    [Fact]
    public void SignedRankTest_DarwinsPlants_AgreesWithScipy()
    {
        double[] differences = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];

        Assert.Equal(0.041259765625 / 2, SignedRankTest.PValue(differences, greater: true), 1e-15);
        Assert.True(SignedRankTest.PValue(differences, greater: false) > 0.97);
    }

    [Fact]
    public void SignedRankTest_SmallSamplesWithTiesAndZeros_CountsAllSigns()
    {
        var random = new Random(11);
        for (int repeat = 0; repeat < 200; repeat++)
        {
            double[] differences = [.. Enumerable.Range(0, random.Next(2, 11)).Select(_ => (double)random.Next(-4, 5))];
            double observed = Statistic(differences);
            int n = differences.Length, extreme = 0;
            for (int signs = 0; signs < 1 << n; signs++)
                extreme += Statistic(
                    [.. differences.Select((difference, i) => (signs >> i & 1) == 0 ? difference : -difference)]) >= observed
                    ? 1
                    : 0;

            Assert.Equal(extreme / Math.Pow(2, n), SignedRankTest.PValue(differences, greater: true), 1e-12);
        }

        static double Statistic(double[] values) => values.Sum(value =>
        {
            double rank = values.Count(other => Math.Abs(other) < Math.Abs(value)) + (
                (values.Count(other => Math.Abs(other) == Math.Abs(value)) + 1) / 2.0);
            return rank * (Math.Sign(value) + 1) / 2;
        });
    }

    [Theory]
    [
        InlineData(
            "med",
            "{}",
            "pruner is 'med', which does not exist. Choose one of none, median, percentile, threshold, patient, successive_halving, "
                + "hyperband, wandb_hyperband, wilcoxon.")
    ]
    [InlineData("percentile", "{}", "pruner.percentile is missing. Give a value, such as 25 to keep the best quarter.")]
    [InlineData("percentile", """{"percentile": 100.1}""", "pruner.percentile is 100.1, but must be a number from 0 to 100.")]
    [
        InlineData(
            "median", """{"n_startup_trials": -1}""", "pruner.n_startup_trials is -1, but must be a whole number from 0 to 2147483647.")
    ]
    [InlineData("median", """{"interval_steps": 0}""", "pruner.interval_steps is 0, but must be a whole number from 1 to 2147483647.")]
    [InlineData("threshold", "{}", "pruner has neither lower nor upper. Give at least one of them.")]
    [InlineData("threshold", """{"lower": 2.0, "upper": 1.0}""", "pruner.lower is 2, but must be at most upper (1). Swap them.")]
    [InlineData("patient", "{}", "pruner.patience is missing. Give a value, such as 3 to allow three steps without improvement.")]
    [InlineData("patient", """{"patience": -1}""", "pruner.patience is -1, but must be a whole number from 0 to 2147483647.")]
    [
        InlineData(
            "patient",
            """{"patience": 1, "wrapped_pruner": "mad"}""",
            "pruner.wrapped_pruner is 'mad', which does not exist. Choose one of none, median, percentile, threshold, patient, "
                + "successive_halving, hyperband, wandb_hyperband, wilcoxon.")
    ]
    [
        InlineData(
            "patient",
            """{"patience": 1, "wrapped_pruner": {"n_startup_trials": 1}}""",
            "pruner.wrapped_pruner.name is missing. Name the pruner to ask, such as median.")
    ]
    [
        InlineData(
            "successive_halving",
            """{"min_resource": "fixed"}""",
            "pruner.min_resource is 'fixed', but must be a whole number, 1 or more, or auto. Write auto where the steps are not known.")
    ]
    [
        InlineData(
            "successive_halving",
            """{"min_resource": 0}""",
            "pruner.min_resource is 0, but must be a whole number, 1 or more, or auto. Write auto where the steps are not known.")
    ]
    [
        InlineData(
            "successive_halving",
            """{"reduction_factor": 1}""",
            "pruner.reduction_factor is 1, but must be a whole number from 2 to 2147483647.")
    ]
    [
        InlineData(
            "successive_halving",
            """{"bootstrap_count": 1}""",
            "pruner.bootstrap_count is 1, but must be 0 with min_resource: auto. Give min_resource a number, or leave bootstrap_count out.")
    ]
    [
        InlineData(
            "hyperband",
            """{"max_resource": "not_appropriate"}""",
            "pruner.max_resource is 'not_appropriate', but must be a whole number, 1 or more, or auto. Write auto where the steps are "
                + "not known.")
    ]
    [
        InlineData(
            "hyperband",
            """{"bootstrap_count": 1}""",
            "pruner.bootstrap_count is 1, but must be 0 with max_resource: auto. Give max_resource a number, or leave bootstrap_count out.")
    ]
    [
        InlineData(
            "wandb_hyperband",
            "{}",
            "pruner has neither min_iter nor max_iter. Add min_iter, the first step at which to stop trials, such as min_iter: 3.")
    ]
    [
        InlineData(
            "wandb_hyperband",
            """{"max_iter": 27}""",
            "pruner has max_iter, but no s. Add s, the number of steps at which to stop trials, such as s: 2.")
    ]
    [
        InlineData(
            "wandb_hyperband",
            """{"max_iter": 2, "s": 2}""",
            "pruner.max_iter is 2, but must be at least eta (3) for there to be a band. Raise max_iter or lower eta.")
    ]
    [InlineData("wilcoxon", """{"p_threshold": -0.1}""", "pruner.p_threshold is -0.1, but must be a number from 0 to 1.")]
    [
        InlineData(
            "wilcoxon", """{"n_startup_steps": -5}""", "pruner.n_startup_steps is -5, but must be a whole number from 0 to 2147483647.")
    ]
    public void Create_BadSettings_SaysWhatToWrite(string name, string settings, string message)
    {
        var exception = Assert.Throws<InvalidInputException>(
            () => PrunerRegistry.Create(new ComponentSpec(name, PrunedStudy.Settings(settings)), "study"));

        Assert.Equal(message, Assert.Single(exception.Problems).Message);
    }

    [Fact]
    public void TrialReports_RemovedTrial_LeavesNoTrace()
    {
        IPruner[] pruners = [
            new PercentilePruner(50, 1), new SuccessiveHalvingPruner(1, 2), WandbHyperbandPruner.FromMinIter(1), new WilcoxonPruner(0.3)
        ];
        foreach (IPruner pruner in pruners)
        {
            Assert.Equal(Play(pruner, withGhost: false), Play(pruner, withGhost: true));
        }

        static List<bool> Play(IPruner pruner, bool withGhost)
        {
            var study = new PrunedStudy(pruner);
            var random = new Random(3);
            var decisions = new List<bool>();
            if (withGhost)
            {
                study.ReportAll(99, 1, -5, -5, -5);
                study.Complete(99, -5);
                study.Reports.Remove(99);
            }

            for (int i = 0; i < 20; i++)
            {
                long trial = study.Start();
                for (int step = 1; step <= 4; step++)
                    decisions.Add(study.Report(trial, step, random.NextDouble()));
                study.Complete(trial, random.NextDouble());
            }

            return decisions;
        }
    }
}
