using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Models;

/// <summary>What no model can learn from, and losses that are none.</summary>
public class ModelFaultTests
{
    [Fact]
    public void Constructor_FeaturesThatTellNothing_IsRefused()
    {
        var spec = new ModelSpec("xgboost", ParameterSet.Empty, ParameterSet.Empty) { Features = [new("flat", "close - close"), new("late", "sma(close, 900)")] };

        Assert.Equal(
            "features: Every feature has one value only, or none, on these data: no model can learn from them. Give more bars, or change the "
                + "expressions; 'tuner features' shows them.",
            Assert.Throws<InvalidInputException>(() => new ModelObjective([ModelCase.Walk(500)], spec, 1)).Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FaultOf_LossThatIsNoNumber_NamesTheFold(double loss)
    {
        double[] row = [.. Enumerable.Repeat(0.5, ModelMetrics.Names.Count)];
        Assert.Null(ModelMetrics.FaultOf(row, 3));
        // A ratio without trades is no fault of the model.
        row[0] = double.NaN;
        Assert.Null(ModelMetrics.FaultOf(row, 3));
        row[ModelMetrics.Names.ToList().IndexOf("train/logloss")] = loss;

        Assert.StartsWith(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"train/logloss is {loss} after fold 3, so that the model is none."),
            ModelMetrics.FaultOf(row, 3),
            StringComparison.Ordinal);
    }
}
