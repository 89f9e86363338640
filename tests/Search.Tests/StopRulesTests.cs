using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Search.Tests;

public class StopRulesTests
{
    private static readonly MetricSpec Loss = new("loss", "loss", Goal.Minimize, Target: 0.1);

    [Fact]
    public void Reason_TargetReached_EndsTheSearch()
    {
        Assert.Null(Fold(0.3, 0.11).Reason(Loss, new BudgetSpec()));
        Assert.Equal(StopReason.Target, Fold(0.3, 0.1).Reason(Loss, new BudgetSpec()));
        Assert.Equal(StopReason.Target, Fold(0.05, 0.3).Reason(Loss, new BudgetSpec { Plateau = 1 }));
        Assert.Equal(StopReason.Target, Fold(0.3).Reason(Loss with { Goal = Goal.Maximize }, new BudgetSpec()));
        Assert.Null(Fold(0.05).Reason(Loss with { Goal = Goal.Maximize }, new BudgetSpec()));
    }

    [Fact]
    public void Reason_NoImprovement_EndsAfterThePlateau()
    {
        var budget = new BudgetSpec { Plateau = 3 };

        Assert.Null(Fold(5, 4, 6, 4).Reason(Loss, budget));
        // An equal value is no improvement, a failed trial counts.
        Assert.Equal(StopReason.Plateau, Fold(5, 4, 6, 4, double.NaN).Reason(Loss, budget));
        Assert.Null(Fold(5, 4, 6, 4, 3.9).Reason(Loss, budget));
        Assert.Equal((2, 3.9), (Fold(5, 4, 3.9, 6).BestTrial, Fold(5, 4, 3.9, 6).BestValue));
    }

    [Fact]
    public void Reason_FailuresInARow_EndTheSearch()
    {
        var budget = new BudgetSpec { MaxFailures = 2 };

        Assert.Null(Fold(double.NaN, 5, double.NaN).Reason(Loss, budget));
        Assert.Equal(StopReason.Failures, Fold(5, double.NaN, double.NaN).Reason(Loss, budget));
        Assert.Null(Fold().Reason(Loss, budget with { MaxFailures = 0, Plateau = 1 }));
    }

    private static StopRules Fold(params double[] values)
    {
        StopRules rules = StopRules.Start;
        for (int i = 0; i < values.Length; i++)
            rules = rules.Add(Goal.Minimize, i, double.IsNaN(values[i]) ? TrialOutcome.Failed : TrialOutcome.Complete, values[i]);
        return rules;
    }
}
