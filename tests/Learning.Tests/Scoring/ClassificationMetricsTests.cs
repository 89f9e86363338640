using CsCheck;
using ServerlessTuner.Core.Learning.Scoring;

namespace ServerlessTuner.Learning.Tests.Scoring;

public class ClassificationMetricsTests
{
    // scikit-learn: log_loss, roc_auc_score, accuracy_score, brier_score_loss of these five.
    [Fact]
    public void Of_FivePredictions_KnownValues()
    {
        ClassificationMetrics metrics = ClassificationMetrics.Of([0.1, 0.4, 0.35, 0.8, 0.4], [0, 0, 1, 1, 1]);

        Assert.Equal(0.561088509, metrics.LogLoss, 8);
        Assert.Equal(0.75, metrics.Auc, 12);
        Assert.Equal(0.6, metrics.Accuracy, 12);
        Assert.Equal(0.1985, metrics.Brier, 4);
    }

    [Fact]
    public void Of_OneClassOnly_HasNoArea() => Assert.True(double.IsNaN(ClassificationMetrics.Of([0.2, 0.9], [1, 1]).Auc));

    [Fact]
    public void Of_CertainAndWrong_IsFinite() => Assert.InRange(ClassificationMetrics.Of([1, 0], [0, 1]).LogLoss, 34, 35);

    // The chance that one of class 1 lies above one of class 0.
    [Fact]
    public void Auc_RandomPredictions_IsTheShareOfOrderedPairs() =>
        Gen.Select(Gen.Int[0, 9].Array[2, 40], Gen.Int[0, 1].Array[40]).Sample((scores, classes) =>
        {
            double[] probabilities = [.. scores.Select(score => score / 9.0)];
            byte[] labels = [.. classes.Take(scores.Length).Select(label => (byte)label)];
            double pairs = 0, won = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                for (int j = 0; j < labels.Length; j++)
                {
                    if (labels[i] != 1 || labels[j] != 0)
                        continue;
                    pairs++;
                    won += probabilities[i] > probabilities[j] ? 1 : probabilities[i] == probabilities[j] ? 0.5 : 0;
                }
            }

            double auc = ClassificationMetrics.Of(probabilities, labels).Auc;
            if (pairs == 0)
                Assert.True(double.IsNaN(auc));
            else
                Assert.Equal(won / pairs, auc, 12);
        });
}
