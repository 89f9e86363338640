using CsCheck;
using ServerlessTuner.Core.Learning.Calibration;

namespace ServerlessTuner.Learning.Tests.Calibration;

public class CalibrationTests
{
    [Fact]
    public void Isotonic_Violators_ArePooled()
    {
        IsotonicCalibration fitted = IsotonicCalibration.Fit([0.1, 0.2, 0.3, 0.4, 0.5], [0, 1, 0, 1, 1]);

        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5], fitted.Points);
        Assert.Equal([0, 0.5, 0.5, 1, 1], fitted.Values);
        Assert.Equal(0.25, fitted.Apply(0.15), 12);
        Assert.Equal((0.0, 1.0), (fitted.Apply(0), fitted.Apply(1)));
    }

    // The pooled values have the smallest squared error among monotone functions: no monotone shift of them is better.
    [Fact]
    public void Isotonic_RandomLabels_IsMonotoneAndKeepsTheMean() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 60], Gen.Int[0, 1].Array[60]).Sample((probabilities, classes) =>
        {
            byte[] labels = [.. classes.Take(probabilities.Length).Select(label => (byte)label)];

            IsotonicCalibration fitted = IsotonicCalibration.Fit(probabilities, labels);

            double[] ordered = [.. probabilities.Order().Select(fitted.Apply)];
            Assert.Equal(ordered.Order(), ordered);
            Assert.Equal(labels.Average(label => (double)label), ordered.Average(), 9);
        });

    [Fact]
    public void Platt_LabelsDrawnFromALogisticCurve_FindsIt()
    {
        var random = new Random(5);
        double[] probabilities = [.. Enumerable.Range(0, 20_000).Select(_ => 0.02 + (0.96 * random.NextDouble()))];
        byte[] labels = [
            .. probabilities.Select(p => (byte)(random.NextDouble() < 1 / (1 + Math.Exp(-((0.5 * Math.Log(p / (1 - p))) + 0.3))) ? 1 : 0))
        ];

        PlattCalibration fitted = PlattCalibration.Fit(probabilities, labels);

        Assert.Equal(0.5, fitted.Slope, 0.05);
        Assert.Equal(0.3, fitted.Intercept, 0.05);
        Assert.Equal(labels.Average(label => (double)label), probabilities.Average(fitted.Apply), 3);
    }

    [Fact]
    public void Platt_OneClassOnly_StaysFinite()
    {
        PlattCalibration fitted = PlattCalibration.Fit([0.4, 0.6, 0.7], [1, 1, 1]);

        Assert.InRange(fitted.Apply(0.5), 0.5, 1);
    }
}
