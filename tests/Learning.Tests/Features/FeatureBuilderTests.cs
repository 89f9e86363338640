using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Features;

public class FeatureBuilderTests
{
    private static readonly Bars TheBars = BarGenerator.Generate(new() { Bars = 3000 });

    [Fact]
    public void Build_NamedExpressions_AreColumnsWithRangeAndMissingShare()
    {
        var scope = new FormulaScope(["n"]);
        var builder = new FeatureBuilder([new("move", "close - close[n]"), new("odd", "if(hour == 3, 1 / 0, hour)"), new("same", "7")], scope);

        FeatureSet features = builder.Build(
            new FormulaMarket([TheBars])["EURUSD"], new ParameterSet(["n"], [ParameterValue.Of(30L)]));

        Assert.Equal(["move", "odd", "same"], features.Table.Names);
        Assert.Equal((float)(TheBars.Close[100] - TheBars.Close[70]), features.Table.Columns[0][100]);
        Assert.Equal(30.0 / 3000, features.Summaries[0].Missing);
        Assert.Equal(features.Table.Columns[0].Where(value => !float.IsNaN(value)).Min(), features.Summaries[0].Lowest);
        Assert.Equal(features.Table.Columns[0].Where(value => !float.IsNaN(value)).Max(), features.Summaries[0].Highest);
        // An infinite value is missing too.
        Assert.Equal((0, 23), (features.Summaries[1].Lowest, features.Summaries[1].Highest));
        Assert.Equal(TheBars.Times.Count(time => new DateTime(time).Hour == 3) / 3000.0, features.Summaries[1].Missing);
        Assert.Equal([false, false, true], features.Summaries.Select(summary => summary.IsConstant));
        Assert.Empty(features.Remarks);
    }

    [Fact]
    public void Build_WindowBeyondTheData_IsRemarked()
    {
        FeatureSet features = new FeatureBuilder([new("slow", "sma(close, 5000)")], new FormulaScope([])).Build(
            new FormulaMarket([TheBars])["EURUSD"], ParameterSet.Empty);

        Assert.Equal("slow: n = 5000 of sma is more than the 3000 bars of EURUSD: it is never defined.", Assert.Single(features.Remarks));
        Assert.Equal((1, true), (features.Summaries[0].Missing, features.Summaries[0].IsConstant));
    }

    [Fact]
    public void Create_WrongExpressions_AreAllListed()
    {
        var fault = Assert.Throws<InvalidInputException>(() => new FeatureBuilder(
            [new("a", "smaa(close, 3)"), new("b", "close"), new("b", "close[-1]")], new FormulaScope([])));

        Assert.Equal(
            [
                "a is 'smaa(close, 3)', column 1: smaa is not a function. Did you mean sma?",
                "Two features are called b. Give each its own name.",
                "b is 'close[-1]', column 6: The shift is -1, which would look ahead. Write x[1] for the value of one bar ago.",
            ],
            fault.Problems.Select(problem => problem.Message));
        Assert.Equal("features.a", fault.Problems[0].Place.Name);
    }
}
