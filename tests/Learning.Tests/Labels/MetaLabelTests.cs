using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Learning.Tests.Models;

namespace ServerlessTuner.Learning.Tests.Labels;

/// <summary>The strategy gives the side, the model decides.</summary>
public class MetaLabelTests
{
    private static readonly ParameterSet Cross = ModelCase.Set(("fast", 1), ("slow", 2), ("type", "sma"));

    private static readonly LabelRules Rules = new(
        1, 1, 3, 1, ByClose: false, LabelSides.Both, TimeBySign: false, new MetaRule("ma_cross", Cross));

    // The average of one bar is above that of two where the close rises: long at bar 4, short at bars 2 and 5; the first state is silent.
    private static readonly Bars Market = Of(
        (100, 100, 100, 100),
        (100, 101, 100, 101),
        (101, 101, 100, 100),
        (100, 100, 99, 99),
        (99, 101, 99, 101),
        (101, 101, 98.9, 100),
        (100, 100, 99, 99),
        (99, 99, 98.5, 98.5),
        (98.5, 98.5, 98.2, 98.2),
        (98.2, 98.2, 98.1, 98.1));

    [Fact]
    public void Of_SignalsOfAStrategy_AreLabelledOnTheirOwnSide()
    {
        // Bar 2 sells at 100 with a range of 1, and reaches 99 at once. Bar 4 buys at 101 with a range of 2, and is stopped at 99. Bar 5
        // sells at 100 with a range of 2.1, touches nothing, and ends by time at 98.2.
        Observation[] expected = [new(0, 2, 3, 1, 100), new(0, 4, 5, 0, -200), new(0, 5, 9, 0, 180)];

        Assert.Equal(expected, BarrierLabels.Of([Market], Rules));
        Assert.Equal([expected[1]], BarrierLabels.Of([Market], Rules with { Sides = LabelSides.Long }));
        Assert.Equal([expected[0], expected[2]], BarrierLabels.Of([Market], Rules with { Sides = LabelSides.Short }));
        Assert.Equal([1, 0, 1], BarrierLabels.Of([Market], Rules with { TimeBySign = true }).Select(label => (int)label.Class));
        Assert.Equal(2, Rules.Classes);
    }

    [Fact]
    public void OfMeta_AnySide_IsTheSideWhereTheModelTakesIt()
    {
        double[][] probabilities = [[0.49, 0.5, 0.9]];

        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(row => (int)Signals.OfMeta(probabilities, row, 0.5, 1)));
        Assert.Equal([0, -1, -1], Enumerable.Range(0, 3).Select(row => (int)Signals.OfMeta(probabilities, row, 0.5, -1)));
        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(row => (int)Signals.OfMeta(probabilities, row, 0.5, 0)));
    }

    [Fact]
    public void Coverage_SomeMoments_AreTheirBarsUpToTheNext()
    {
        long[] times = Market.Times;
        var coverage = new MetaCoverage([times[2], times[4], times[6]], times[8]);

        Assert.Equal([2..4, 6..8], coverage.Of(Market, new HashSet<long> { times[2], times[6] }));
        Assert.Equal([2..8], coverage.Of(Market, new HashSet<long> { times[2], times[4], times[6] }));
        Assert.Equal([4..6], coverage.Of(Market, new HashSet<long> { times[4] }));
        Assert.Equal([2..10], new MetaCoverage([times[2]], long.MaxValue).Of(Market, new HashSet<long> { times[2] }));
        Assert.Empty(coverage.Of(Market, new HashSet<long>()));
    }

    [Fact]
    public void Evaluate_ThresholdOfZero_TradesEverySignalOfTheStrategy()
    {
        Bars bars = ModelCase.Walk(4000);
        ModelObjective objective = Objective(bars);
        ParameterSet trial = ModelCase.Small(("threshold", 0.0), ("fast", 3), ("slow", 12));
        (Dictionary<string, double> metrics, string? failure) = ModelCase.Evaluate(objective, trial);

        var trading = new SignalTrading([bars]);
        LabelRules rules = Rules with
        {
            Target = 2, Stop = 1, Horizon = 8, AtrPeriod = 14, Meta = new MetaRule("ma_cross", ModelCase.Set(("fast", 3), ("slow", 12), ("type", "sma"))),
        };
        IReadOnlyList<Observation> labels = BarrierLabels.Of([bars], rules);
        sbyte[] turns = trading.TurnsOf(0, StrategyRegistry.Find("ma_cross")!, rules.Meta!.Settings);
        for (int bar = 0; bar < turns.Length; bar++)
            turns[bar] = labels.Any(label => label.Bar == bar) ? turns[bar] : (sbyte)0;
        double[] expected = trading.Evaluate(
            [turns], [[labels[0].Bar..bars.Count]], BarrierLabels.ExitsOf(rules), ModelCase.Base);

        Assert.Null(failure);
        Assert.InRange(metrics["val/trades"], 100, labels.Count);
        foreach (string name in new[] { "trades", "sharpe", "pnl_pips", "win_rate" })
            Assert.Equal(expected[BacktestMetrics.Names.ToList().IndexOf(name)], metrics[$"val/{name}"]);
    }

    [Fact]
    public void Evaluate_PlantedSignal_LearnsWhichToTake()
    {
        ModelObjective objective = Objective(ModelCase.Planted(8000));
        ParameterSet all = ModelCase.Small(("threshold", 0.0), ("fast", 2), ("slow", 5)), some = ModelCase.Small(("threshold", 0.4), ("fast", 2), ("slow", 5));
        Dictionary<string, double> every = ModelCase.Evaluate(objective, all).Metrics, taken = ModelCase.Evaluate(objective, some).Metrics;

        Assert.True(taken["val/auc"] > 0.6, $"{taken["val/auc"]}");
        Assert.InRange(taken["val/trades"], 100, every["val/trades"] * 0.7);
        Assert.True(taken["val/win_rate"] > every["val/win_rate"] + 0.05, $"{taken["val/win_rate"]} {every["val/win_rate"]}");
    }

    [Fact]
    public void TrainFinal_ReadAgain_GivesTheStrategysSidesAlone()
    {
        Bars bars = ModelCase.Planted(4000);
        FinalModel model = Objective(bars).TrainFinal(
            ModelCase.Small(("threshold", 0.4), ("fast", 2), ("slow", 5)), ModelCase.Base, ModelCase.Source, CancellationToken.None);
        ModelPackage read = ModelPackage.Of(model with { Card = ModelPackage.ReadCard(ModelPackage.Write(model.Card), "card") });
        SymbolPrediction prediction = Assert.Single(read.Predict([bars]));
        sbyte[] turns = new SignalTrading([bars]).TurnsOf(0, StrategyRegistry.Find("ma_cross")!, model.Card.Labels.Meta!.Settings);

        Assert.Equal(
            turns.Select((side, bar) => prediction.Probabilities[0][bar] >= 0.4 ? side : (sbyte)0), prediction.Signals);
        Assert.Contains((sbyte)1, prediction.Signals);
        Assert.Contains((sbyte)-1, prediction.Signals);
        Assert.True(prediction.Signals.Count(signal => signal != 0) < turns.Count(side => side != 0));
    }

    [Fact]
    public void Evaluate_ValuesThatDoNotGoTogether_FailTheTrial()
    {
        (_, string? failure) = ModelCase.Evaluate(Objective(ModelCase.Walk(1000)), ModelCase.Small(("fast", 0), ("slow", 5)));

        Assert.Contains("labels.meta.fast is 0, but must be", failure, StringComparison.Ordinal);
    }

    private static ModelObjective Objective(Bars bars) => new(
        [bars],
        new ModelSpec("xgboost", ParameterSet.Empty, ModelCase.Set(("cv_folds", 3)))
        {
            Features = [new("volume", "volume"), new("momentum", "close / close[3] - 1"), new("rsi", "rsi(close, 14)"), new("hour", "hour")],
            Meta = new ComponentSpec("ma_cross"),
        },
        7);

    private static Bars Of(params (double Open, double High, double Low, double Close)[] all) => new(
        "TEST",
        0.01,
        [.. all.Select((_, i) => new DateTime(2024, 1, 1, i, 0, 0, DateTimeKind.Utc).Ticks)],
        [.. all.Select(bar => bar.Open)],
        [.. all.Select(bar => bar.High)],
        [.. all.Select(bar => bar.Low)],
        [.. all.Select(bar => bar.Close)],
        new double[all.Length],
        new double[all.Length]);
}
