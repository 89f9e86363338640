using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Learning.Trees.Files;
using ServerlessTuner.Learning.Tests.Support;

namespace ServerlessTuner.Learning.Tests.Trees;

/// <summary>On features of few values, nothing sampled, the trees are those of the original XGBoost, split for split.</summary>
public sealed class XGBoostParityTests
{
    [XGBoostTheory]
    [InlineData("defaults", 0, 0.0, 1.0, 1.0, 6, 0.0)]
    [InlineData("gamma", 3, 0.0, 1.0, 1.0, 6, 0.0)]
    [InlineData("alpha", 0, 2.5, 1.0, 1.0, 6, 0.0)]
    [InlineData("lambda", 0, 0.0, 7.5, 1.0, 6, 0.0)]
    [InlineData("min_child_weight", 0, 0.0, 1.0, 12.0, 6, 0.0)]
    [InlineData("all", 1, 0.5, 3.0, 5.0, 8, 0.0)]
    [InlineData("missing", 0, 0.0, 1.0, 1.0, 6, 0.2)]
    [InlineData("missing, all", 1, 0.5, 3.0, 5.0, 4, 0.1)]
    public void Train_FewValues_EqualsXGBoost(string name, int gamma, double alpha, double lambda, double weight, int depth, double missing)
    {
        var data = new TreeCase(17, 3000, 8, 30, missing);
        BoosterParameters parameters = BoosterParameters.XGBoost with
        {
            Trees = 20,
            MaxDepth = depth,
            MinSplitGain = gamma,
            RegAlpha = alpha,
            RegLambda = lambda,
            MinChildWeight = weight,
        };
        AssertEqual(
            data,
            parameters,
            [("gamma", $"{gamma}"), ("alpha", $"{alpha}"), ("lambda", $"{lambda}"), ("min_child_weight", $"{weight}")],
            name);
    }

    [XGBoostFact]
    public void Train_WeightsAndScale_EqualsXGBoost() => AssertEqual(
        new TreeCase(3, 2000, 5, 60, weights: true),
        BoosterParameters.XGBoost with { Trees = 10, ScalePosWeight = 2.5, BaseScore = 0.3 },
        [("scale_pos_weight", "2.5"), ("base_score", "0.3")],
        "weights");

    [XGBoostFact]
    public void Train_Classes_EqualsXGBoost() => AssertEqual(
        new TreeCase(5, 2000, 5, 60, classes: 4),
        BoosterParameters.XGBoost with { Trees = 8, MaxDepth = 4, Objective = BoosterObjective.SoftMax, Classes = 4 },
        [("num_class", "4")],
        "classes");

    [XGBoostFact]
    public void Train_SquaredError_EqualsXGBoost() => AssertEqual(
        new TreeCase(6, 2000, 5, 60, classes: 9),
        BoosterParameters.XGBoost with { Trees = 8, MaxDepth = 5, Objective = BoosterObjective.SquaredError },
        [],
        "squared error");

    [XGBoostFact]
    public void Train_Monotone_EqualsXGBoost() => AssertEqual(
        new TreeCase(7, 3000, 4, 40),
        BoosterParameters.XGBoost with { Trees = 10, MaxDepth = 5, MonotoneConstraints = [1, 0, -1, 1] },
        [("monotone_constraints", "(1,0,-1,1)")],
        "monotone");

    [XGBoostFact]
    public void Train_ManyRows_EqualsXGBoost() => AssertEqual(
        new TreeCase(9, 600_000, 3, 60),
        BoosterParameters.XGBoost with { Trees = 3, MaxDepth = 4 },
        [],
        "many rows");

    private static void AssertEqual(TreeCase data, BoosterParameters parameters, (string, string)[] given, string name)
    {
        TreeModel own = data.Train(parameters);
        using var original = new XGBoostLibrary(
            data.RowMajor,
            data.Labels,
            [("objective", XGBoostWriter.NameOf(parameters.Objective)), ("tree_method", "hist"), ("max_depth", $"{parameters.MaxDepth}"), .. given],
            data.Weights);
        original.Train(parameters.Trees);
        TreeModel expected = TreeModelFiles.Read(original.ToJson());
        Assert.Equal(expected.Trees.Count, own.Trees.Count);
        int splits = 0;
        for (int tree = 0; tree < own.Trees.Count; tree++)
            Compare(expected.Trees[tree], 0, own.Trees[tree], 0, $"{name}: tree {tree}", ref splits);
        Assert.True(splits > own.Trees.Count, $"{name}: {splits} splits");
    }

    private static void Compare(Tree expected, int at, Tree own, int ownAt, string place, ref int splits)
    {
        TreeNode wanted = expected.Nodes[at], found = own.Nodes[ownAt];
        Assert.True(wanted.IsLeaf == found.IsLeaf, $"{place}: {wanted} but {found}");
        Assert.True(Math.Abs(wanted.Cover - found.Cover) <= 1e-4 * Math.Max(1, wanted.Cover), $"{place}: cover {wanted.Cover} but {found.Cover}");
        if (wanted.IsLeaf)
        {
            Assert.True(Math.Abs(wanted.Value - found.Value) <= 2e-5, $"{place}: leaf {wanted.Value} but {found.Value}");
            return;
        }

        splits++;
        Assert.True(
            (wanted.Feature, wanted.Threshold, wanted.DefaultLeft) == (found.Feature, found.Threshold, found.DefaultLeft),
            $"{place}: {wanted} but {found}");
        Assert.True(Math.Abs(wanted.Gain - found.Gain) <= 1e-3 * Math.Max(1, wanted.Gain), $"{place}: gain {wanted.Gain} but {found.Gain}");
        Compare(expected, wanted.Left, own, found.Left, place + "L", ref splits);
        Compare(expected, wanted.Right, own, found.Right, place + "R", ref splits);
    }
}
