using CsCheck;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Binning;

namespace ServerlessTuner.Learning.Tests.Trees;

public sealed class FeatureBinsTests
{
    [Fact]
    public void BinOf_AnyValue_AgreesWithTheThresholds() =>
        Gen.Select(Gen.Float[-100, 100].Array[1, 400], Gen.Int[2, 60], Gen.Bool, Gen.Int[0, 3]).Sample((values, maxBins, light, digits) =>
        {
            BoosterKind kind = light ? BoosterKind.LightGbm : BoosterKind.XGBoost;
            float[] sorted = [.. values.Select(value => digits > 0 ? (float)Math.Round(value, digits - 1) : value).Order()];
            FeatureBins bins = FeatureBins.OfNumbers(sorted, maxBins, kind);
            Assert.InRange(bins.Count, 1, maxBins);
            foreach (float value in sorted.Concat([-1000f, 1000f, .. bins.Thresholds[..^1].Select(static t => (float)t)]))
            {
                int bin = bins.BinOf(value);
                for (int threshold = 0; threshold + 1 < bins.Count; threshold++)
                    Assert.Equal(light ? value <= bins.Thresholds[threshold] : value < bins.Thresholds[threshold], bin <= threshold);
            }

            Assert.Equal(bins.Missing, bins.BinOf(float.NaN));
        });

    [Fact]
    public void OfNumbers_ManyValues_FillsBinsEvenly()
    {
        float[] sorted = [.. Enumerable.Range(0, 70_000).Select(static i => i / 70f)];
        FeatureBins bins = FeatureBins.OfNumbers(sorted, 255, BoosterKind.XGBoost);
        Assert.Equal(255, bins.Count);
        int[] counts = [.. sorted.CountBy(bins.BinOf).Select(static pair => pair.Value)];
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void OfNumbers_OneHeavyValue_LeavesBinsForTheOthers()
    {
        float[] sorted = [.. Enumerable.Range(0, 10_000).Select(static i => i < 9000 ? 0f : i - 8999)];
        Assert.Equal(16, FeatureBins.OfNumbers(sorted, 16, BoosterKind.LightGbm).Count);
    }

    [Fact]
    public void OfCategories_TooMany_PutTheRarestTogether()
    {
        FeatureBins bins = FeatureBins.OfCategories([5, 5, 9, 2, 2, 2, 7, 7], 3);
        Assert.Equal([2, 5, 7], bins.Categories!);
        Assert.Equal(3, bins.BinOf(9));
        Assert.Equal(3, bins.BinOf(-1));
        Assert.Equal(3, bins.BinOf(float.PositiveInfinity));
        Assert.Equal(4, bins.BinOf(float.NaN));
        Assert.Equal(1, bins.BinOf(5));
    }
}
