using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Learning.Tests.Support;

namespace ServerlessTuner.Learning.Tests.Trees;

/// <summary>Model files are loaded by the originals, which then predict the same, and back by us.</summary>
public sealed class ModelFileTests
{
    private const double Close = 1e-6;

    public static TheoryData<BoosterObjective, int> Objectives => new()
    {
        { BoosterObjective.LogLoss, 0 },
        { BoosterObjective.LogLoss, 7 },
        { BoosterObjective.LogLoss, 90 },
        { BoosterObjective.SoftMax, 0 },
        { BoosterObjective.SquaredError, 7 },
    };

    [XGBoostTheory]
    [MemberData(nameof(Objectives))]
    public void Write_XGBoost_PredictsTheSameThere(BoosterObjective objective, int categories)
    {
        TreeCase data = DataOf(objective, categories);
        TreeModel model = data.Train(ParametersOf(BoosterKind.XGBoost, objective));
        AssertCategoriesUsed(model, categories);
        using var original = new XGBoostLibrary(TreeModelFiles.Write(model));
        string[] types = [.. data.Table.Categorical.Select(static category => category ? "c" : "q")];
        AssertClose(model.Predict(data.Table), original.Predict(data.RowMajor, data.Table.Rows, 0, types).Select(static p => (double)p));
        AssertContributions(
            model, data.Table, original.Predict(data.RowMajor, data.Table.Rows, 4, types).Select(static p => (double)p), 2e-4);
    }

    [LightGbmTheory]
    [MemberData(nameof(Objectives))]
    public void Write_LightGbm_PredictsTheSameThere(BoosterObjective objective, int categories)
    {
        TreeCase data = DataOf(objective, categories);
        TreeModel model = data.Train(ParametersOf(BoosterKind.LightGbm, objective));
        AssertCategoriesUsed(model, categories);
        using var original = new LightGbmLibrary(TreeModelFiles.Write(model));
        AssertClose(model.Predict(data.Table), original.Predict(data.RowMajor, data.Table.Rows, model.Outputs));
        int width = (data.Table.Columns.Count + 1) * model.Outputs;
        AssertContributions(model, data.Table, original.Predict(data.RowMajor, data.Table.Rows, width, 3), 1e-9);
    }

    [Theory]
    [InlineData(BoosterKind.XGBoost)]
    [InlineData(BoosterKind.LightGbm)]
    public void Read_OwnFile_PredictsTheSameBits(BoosterKind kind)
    {
        foreach (object[] row in Objectives)
        {
            (var objective, int categories) = ((BoosterObjective)row[0], (int)row[1]);
            TreeCase data = DataOf(objective, categories);
            TreeModel model = data.Train(ParametersOf(kind, objective));
            string text = TreeModelFiles.Write(model);
            TreeModel read = TreeModelFiles.Read(text);
            Assert.Equal(model.PredictMargins(data.Table), read.PredictMargins(data.Table));
            Assert.Equal(model.Predict(data.Table), read.Predict(data.Table));
            Assert.Equal(text, TreeModelFiles.Write(read));
            Assert.Equal(model.FeatureNames, read.FeatureNames);
            Assert.Equal(model.Rounds, read.Rounds);
        }
    }

    [XGBoostTheory]
    [InlineData("binary:logistic")]
    [InlineData("reg:squarederror")]
    public void Read_XGBoostsFile_PredictsTheSame(string objective)
    {
        var data = new TreeCase(31, 2000, 4, 0, 0.1, 12);
        string[] types = [.. data.Table.Categorical.Select(static category => category ? "c" : "q")];
        using var original = new XGBoostLibrary(
            data.RowMajor, data.Labels, [("objective", objective), ("tree_method", "hist"), ("max_cat_to_onehot", "1")], null, types);
        original.Train(15);
        TreeModel read = TreeModelFiles.Read(original.ToJson());
        Assert.Contains(read.Trees.SelectMany(static tree => tree.Nodes), static node => node.Categories is not null);
        AssertClose(read.Predict(data.Table), original.Predict(data.RowMajor, data.Table.Rows, 0, types).Select(static p => (double)p));
    }

    [LightGbmTheory]
    [InlineData("objective=binary categorical_feature=4", 0.1)]
    [InlineData("objective=binary", 0.0)]
    [InlineData("objective=regression categorical_feature=4", 0.1)]
    public void Read_LightGbmsFile_PredictsTheSame(string parameters, double missing)
    {
        var data = new TreeCase(31, 4000, 4, 0, missing, 12);
        using var original = new LightGbmLibrary(data.RowMajor, data.Labels, parameters + " cat_l2=1 min_data_per_group=10");
        original.Train(15);
        TreeModel read = TreeModelFiles.Read(original.ToText());
        AssertClose(read.Predict(data.Table), original.Predict(data.RowMajor, data.Table.Rows));
    }

    [Theory]
    [InlineData("{}", "This is no XGBoost model")]
    [InlineData("{\"learner\":1}", "This is no XGBoost model")]
    [InlineData("not a model", "This is no LightGBM model")]
    public void Read_SomethingElse_SaysSo(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => TreeModelFiles.Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(BoosterKind.XGBoost, "\"left_children\":[1,", "\"left_children\":[0,")]
    [InlineData(BoosterKind.XGBoost, "\"split_indices\":[", "\"split_indices\":[4")]
    [InlineData(BoosterKind.LightGbm, "\nleft_child=", "\nleft_child=9")]
    [InlineData(BoosterKind.LightGbm, "\nsplit_feature=", "\nsplit_feature=4")]
    public void Read_TreeThatLeadsNowhere_SaysSo(BoosterKind kind, string correct, string broken)
    {
        string text = TreeModelFiles.Write(DataOf(BoosterObjective.LogLoss, 0).Train(ParametersOf(kind, BoosterObjective.LogLoss)));
        Assert.Contains(correct, text, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TreeModelFiles.Read(text.Replace(correct, broken, StringComparison.Ordinal)));
    }

    private static TreeCase DataOf(BoosterObjective objective, int categories) =>
        new(31, 2000, 4, 0, 0.1, categories, objective == BoosterObjective.LogLoss ? 2 : 3);

    private static BoosterParameters ParametersOf(BoosterKind kind, BoosterObjective objective) =>
        (kind == BoosterKind.XGBoost ? BoosterParameters.XGBoost : BoosterParameters.LightGbm with { MinDataPerGroup = 20 }) with
        {
            Objective = objective,
            Classes = 3,
            Trees = 12,
            BaseScore = kind == BoosterKind.XGBoost ? 0.3 : null,
        };

    private static void AssertCategoriesUsed(TreeModel model, int categories) =>
        Assert.Equal(categories > 0, model.Trees.SelectMany(static tree => tree.Nodes).Any(static node => node.Categories is not null));

    private static void AssertClose(double[][] own, IEnumerable<double> byRow)
    {
        double[] original = [.. byRow];
        Assert.Equal(own.Length * own[0].Length, original.Length);
        for (int i = 0; i < original.Length; i++)
            Assert.Equal(original[i], own[i % own.Length][i / own.Length], Close);
    }

    private static void AssertContributions(TreeModel model, FeatureTable table, IEnumerable<double> original, double tolerance)
    {
        double[][][] own = model.Contributions(table);
        double[][] margins = model.PredictMargins(table);
        int i = 0;
        double[] expected = [.. original];
        for (int row = 0; row < table.Rows; row++)
        {
            for (int output = 0; output < model.Outputs; output++)
            {
                Assert.Equal(margins[output][row], own[output][row].Sum(), 1e-9);
                foreach (double value in own[output][row])
                    Assert.Equal(expected[i++], value, tolerance);
            }
        }
    }
}
