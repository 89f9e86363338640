using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Features;

public class DefaultFeaturesTests
{
    private static readonly Bars TheBars = BarGenerator.Generate(new() { Bars = 4000, Seed = 7 });

    [Fact]
    public void All_OnMadeUpBars_AreDefinedAfterTheirWindowsAndChange()
    {
        FeatureSet features = Build(TheBars);

        Assert.Equal(DefaultFeatures.All.Count, features.Summaries.Count);
        Assert.All(features.Summaries, summary => Assert.False(summary.IsConstant, summary.Definition.Name));
        Assert.All(features.Table.Columns, column => Assert.DoesNotContain(column[200..], float.IsNaN));
        Assert.All(features.Summaries, summary => Assert.InRange(summary.Missing, 0, 200.0 / 4000));
        Assert.Equal(DefaultFeatures.All.Count, DefaultFeatures.All.Select(feature => feature.Name).Distinct().Count());
    }

    [Fact]
    public void All_PricesInAnotherUnit_AreTheSame()
    {
        // Times a power of two everything is exact, so nothing but the unit can make a difference.
        Bars scaled = Changed(TheBars, (column, i) => column[i] * 1024, TheBars.Volume);
        FeatureSet expected = Build(TheBars), found = Build(scaled);

        for (int i = 0; i < DefaultFeatures.All.Count; i++)
        {
            string name = DefaultFeatures.All[i].Name;
            Assert.True(expected.Table.Columns[i].AsSpan().SequenceEqual(found.Table.Columns[i]), $"{name} depends on the unit of prices");
        }
    }

    [Fact]
    public void All_LaterBarsChanged_StayAsTheyWere()
    {
        var random = new Random(3);
        double[] noise = [.. TheBars.Times.Select(_ => 0.9 + (0.2 * random.NextDouble()))];
        foreach (int last in new[] { 5, 250, 1777, 3998 })
        {
            Bars changed = Changed(
                TheBars,
                (column, i) => i <= last ? column[i] : column[i] * noise[i],
                [.. TheBars.Volume.Select((volume, i) => i <= last ? volume : volume * 3)]);
            FeatureSet before = Build(TheBars), after = Build(changed);

            for (int i = 0; i < DefaultFeatures.All.Count; i++)
                Assert.Equal(before.Table.Columns[i][..(last + 1)], after.Table.Columns[i][..(last + 1)]);
        }
    }

    [Fact]
    public void For_BarsWithoutVolumeOrSpread_LeavesTheirFeaturesOut()
    {
        Bars bare = new(
            TheBars.Symbol, TheBars.PipSize, TheBars.Times, TheBars.Open, TheBars.High, TheBars.Low, TheBars.Close, new double[TheBars.Count], new double[TheBars.Count]);

        string[] names = [.. DefaultFeatures.For(bare).Select(feature => feature.Name)];

        Assert.Equal(DefaultFeatures.All.Count, DefaultFeatures.For(TheBars).Count);
        Assert.Equal(
            ["volume_ratio_24", "volume_trend", "volume_flow_14", "spread_share", "spread_ratio"],
            DefaultFeatures.All.Select(feature => feature.Name).Except(names));
        Assert.All(Build(bare).Summaries, summary => Assert.False(summary.IsConstant));
    }

    private static FeatureSet Build(Bars bars) => new FeatureBuilder(DefaultFeatures.For(bars), new FormulaScope([])).Build(
        new FormulaMarket([bars])[bars.Symbol], ParameterSet.Empty);

    private static Bars Changed(Bars bars, Func<double[], int, double> value, double[] volume)
    {
        return new(bars.Symbol, bars.PipSize, bars.Times, Of(bars.Open), Of(bars.High), Of(bars.Low), Of(bars.Close), volume, Of(bars.Spread));

        double[] Of(double[] column) => [.. Enumerable.Range(0, column.Length).Select(i => value(column, i))];
    }
}
