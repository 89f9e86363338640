using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Validation;

namespace ServerlessTuner.Learning.Tests.Data;

public class SampleWeightsTests
{
    // Labels [0,2], [1,2], [4,4] over the times 0, 1, 2, 4: concurrency 1, 2, 2, 1.
    private static readonly LabelSpans Spans = new([0, 1, 2, 4], [2, 2, 2, 4]);

    [Fact]
    public void Uniqueness_OverlappingLabels_IsTheMeanOfInverseConcurrency()
    {
        double[] weights = SampleWeights.Uniqueness(Spans);

        // Concurrency is 1, 2, 3, 1.
        Assert.Equal([(1 + 0.5 + (1.0 / 3)) / 3, (0.5 + (1.0 / 3)) / 2, 1.0 / 3, 1], weights.Select(weight => Math.Round(weight, 12)).Zip(
            weights, (_, weight) => weight), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Uniqueness_LabelsThatDoNotMeet_IsOne() =>
        Assert.All(SampleWeights.Uniqueness(new LabelSpans([0, 2, 4], [1, 3, 5])), weight => Assert.Equal(1, weight));

    [Fact]
    public void ByReturn_IsTheSharedReturnOverTheSpan()
    {
        double[] weights = SampleWeights.ByReturn(Spans, [0.01, -0.02, 0.03, -0.04]);

        double[] raw = [Math.Abs(0.01 - 0.01 + 0.01), Math.Abs(-0.01 + 0.01), 0.01, 0.04];
        for (int row = 0; row < raw.Length; row++)
            Assert.Equal(raw[row] * 4 / raw.Sum(), weights[row], 12);
    }
}
