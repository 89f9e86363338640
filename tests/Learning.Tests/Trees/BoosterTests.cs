using System.Security.Cryptography;
using System.Text;
using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Growing;

namespace ServerlessTuner.Learning.Tests.Trees;

public sealed class BoosterTests
{
    public static TheoryData<BoosterKind> Kinds => [BoosterKind.XGBoost, BoosterKind.LightGbm];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_EveryVectorWidth_GivesTheSameBits(BoosterKind kind)
    {
        foreach (BoosterObjective objective in Enum.GetValues<BoosterObjective>())
        {
            var data = new TreeCase(2, 3001, 6, 0, 0.1, 9, objective == BoosterObjective.LogLoss ? 2 : 3, weights: true);
            BoosterParameters parameters = Defaults(kind) with
            {
                Objective = objective, Classes = 3, Trees = 9, Subsample = 0.7, SubsampleFreq = 2, ColsampleByTree = 0.6, Seed = 4,
            };
            string[] files = [.. VectorWidths.Supported.Select(width => TreeModelFiles.Write(data.Train(parameters, false, width)))];
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.Equal(files[0], file));
        }
    }

    [Theory]
    [InlineData(BoosterKind.XGBoost, "9E381002157FF7A7")]
    [InlineData(BoosterKind.LightGbm, "4812EC7137C01945")]
    public void Train_OnEveryMachine_GivesTheseBits(BoosterKind kind, string hash)
    {
        // Run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or under qemu as well: the bytes are those of every processor.
        var data = new TreeCase(77, 2000, 6, 0, 0.1, 30, weights: true);
        TreeModel model = data.Train(Defaults(kind) with { Trees = 20, Subsample = 0.8, SubsampleFreq = 1, ColsampleByTree = 0.8, Seed = 3 });
        string predictions = string.Join(' ', model.Predict(data.Table)[0]);
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(TreeModelFiles.Write(model) + predictions));
        Assert.Equal(hash, Convert.ToHexString(bytes)[..16]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_OtherTrialOrSeed_DrawsOtherRows(BoosterKind kind)
    {
        var data = new TreeCase(2, 1000, 6, 0);
        BoosterParameters parameters = Defaults(kind) with { Trees = 3, Subsample = 0.5, SubsampleFreq = 1, Seed = 1, Trial = 1 };
        string[] files = [.. new[] { parameters, parameters with { Trial = 2 }, parameters with { Seed = 2 }, parameters with { } }.Select(
            changed => TreeModelFiles.Write(data.Train(changed)))];
        Assert.Equal(files[0], files[3]);
        Assert.Equal(3, files.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_EarlyStopping_EqualsFewerTrees(BoosterKind kind)
    {
        var data = new TreeCase(8, 1500, 5, 0, 0.1);
        BoosterParameters parameters = Defaults(kind) with { Trees = 200, LearningRate = 0.5, Subsample = 0.8, SubsampleFreq = 1 };
        TreeModel stopped = data.Train(parameters with { EarlyStoppingRounds = 5 }, validate: true);
        Assert.InRange(stopped.Rounds, 1, 150);
        TreeModel truncated = data.Train(parameters with { Trees = stopped.Rounds }, validate: true);
        Assert.Equal(TreeModelFiles.Write(truncated), TreeModelFiles.Write(stopped));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_Progress_TellsTheMetricOfTheModel(BoosterKind kind)
    {
        // More categories than bins, and some that only validation rows have.
        var data = new TreeCase(8, 1500, 5, 0, 0.1, categories: 700);
        BoosterParameters parameters = Defaults(kind) with { Trees = 30, CategorySmooth = 1, MinDataPerGroup = 1, Subsample = 0.8, SubsampleFreq = 1 };
        var told = new List<BoosterProgress>();
        TreeModel model = Booster.Train(data.Bin(parameters, true), data.Targets, parameters, progress =>
        {
            told.Add(progress);
            return progress.Round < 12;
        });
        Assert.Equal(12, model.Rounds);
        Assert.Contains(model.Trees.SelectMany(static tree => tree.Nodes), static node => node.Categories is not null);
        Assert.Equal(Enumerable.Range(1, 12), told.Select(static progress => progress.Round));
        Assert.Equal(told.MinBy(static progress => progress.Metric).Round, told[^1].BestRound);
        double[] predictions = model.Predict(data.Table)[0];
        double loss = Enumerable.Range(1125, 375).Average(row => -Math.Log(data.Labels[row] == 1 ? predictions[row] : 1 - predictions[row]));
        Assert.Equal(loss, told[^1].Metric, 1e-12);
    }

    [Fact]
    public void Train_Cancelled_StopsAtTheNextTree()
    {
        var data = new TreeCase(8, 500, 5, 0);
        using var source = new CancellationTokenSource();
        int rounds = 0;
        Assert.Throws<OperationCanceledException>(() => Booster.Train(
            data.Bin(BoosterParameters.XGBoost), data.Targets, BoosterParameters.XGBoost, progress =>
            {
                rounds++;
                source.Cancel();
                return true;
            }, source.Token));
        Assert.Equal(1, rounds);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_Monotone_PredictionsNeverFall(BoosterKind kind)
    {
        var data = new TreeCase(21, 1500, 3, 0);
        // The label rises with feature 0 and falls with feature 1; the constraints demand the opposite of the second.
        BoosterParameters parameters = Defaults(kind) with { Trees = 30, MonotoneConstraints = [1, 1, 0] };
        TreeModel free = data.Train(parameters with { MonotoneConstraints = null }), bound = data.Train(parameters);
        Assert.False(Rises(free, 1));
        Assert.True(Rises(bound, 0));
        Assert.True(Rises(bound, 1));

        bool Rises(TreeModel model, int feature)
        {
            double[][] byValue = [.. Enumerable.Range(-20, 60).Select(step => model.PredictMargins(new FeatureTable(
                data.Table.Names,
                [.. data.Table.Columns.Select((column, i) => i == feature ? [.. column.Select(_ => step * 0.05f)] : column)]))[0])];
            return byValue.Zip(byValue.Skip(1)).All(static pair => pair.First.Zip(pair.Second).All(static margin => margin.First <= margin.Second));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_MissingMeansOne_SendsMissingThere(BoosterKind kind)
    {
        float[] values = [.. Enumerable.Range(0, 400).Select(static i => i % 4 == 0 ? float.NaN : i % 7)];
        float[] labels = [.. values.Select(static value => float.IsNaN(value) || value >= 5 ? 1f : 0)];
        var table = new FeatureTable(["x"], [values]);
        BoosterParameters parameters = Defaults(kind) with { Trees = 20, LearningRate = 0.5 };
        BinnedTable bins = BinnedTable.Create(table, [.. Enumerable.Range(0, 400)], [], kind, 255);
        double[] predictions = Booster.Train(bins, new BoosterTargets(labels), parameters).Predict(table)[0];
        Assert.All(predictions.Zip(labels), static pair => Assert.Equal(pair.Second, pair.First, 0.1));
    }

    [Fact]
    public void Importance_OneUsefulFeature_HasTheGain()
    {
        var data = new TreeCase(4, 800, 4, 0);
        TreeModel model = data.Train(BoosterParameters.XGBoost with { Trees = 1, MaxDepth = 1 });
        FeatureImportance used = Assert.Single(model.Importance(), static importance => importance.Splits > 0);
        Assert.Equal(model.Trees[0].Nodes[0].Gain, used.Gain);
        Assert.Equal(800 * 0.25, used.Cover, 1e-6);
        Assert.Equal(data.Table.Names[model.Trees[0].Nodes[0].Feature], used.Feature);
    }

    [Theory]
    [InlineData(0, 1, "subsample is 0, but must be above 0 and up to 1.")]
    [InlineData(1.5, 1, "subsample is 1.5, but must be above 0 and up to 1.")]
    [InlineData(1, 0, "learning_rate is 0, but must be above 0.")]
    [InlineData(1, double.NaN, "learning_rate is NaN, but must be above 0.")]
    public void Train_ParameterOutOfRange_NamesIt(double subsample, double rate, string message)
    {
        var data = new TreeCase(4, 50, 2, 0);
        BoosterParameters parameters = BoosterParameters.XGBoost with { Subsample = subsample, LearningRate = rate };
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => data.Train(parameters)).Message);
    }

    [Fact]
    public void Train_LabelOutOfRange_NamesRowAndValue()
    {
        var data = new TreeCase(4, 50, 2, 0);
        data.Labels[7] = 2;
        Assert.Equal(
            "The label of row 7 is 2, but must be 0 or 1.",
            Assert.Throws<ArgumentException>(() => data.Train(BoosterParameters.XGBoost)).Message);
    }

    private static BoosterParameters Defaults(BoosterKind kind) =>
        kind == BoosterKind.XGBoost ? BoosterParameters.XGBoost : BoosterParameters.LightGbm with { MinDataPerGroup = 20 };
}
