using System.Text;

namespace ServerlessTuner.Core.Learning.Trees.Files;

/// <summary>
/// Writes a model as LightGBM's text, version 4. Blanks in feature names become underscores, as the form parts names by blanks.
/// </summary>
internal static class LightGbmWriter
{
    /// <summary>Bits of <c>decision_type</c>: a split by categories, missing goes left, and what is missing: not-a-number.</summary>
    public const int CategoryBit = 1, DefaultLeftBit = 2, MissingIsNaN = 8;

    /// <summary>The file's text.</summary>
    public static string Write(TreeModel model)
    {
        string[] trees = [.. model.Trees.Select((tree, number) => WriteTree(tree, number, model.Parameters.LearningRate))];
        var text = new StringBuilder();
        text.Append("tree\nversion=v4\n");
        text.Append(Line("num_class", [model.Outputs])).Append(Line("num_tree_per_iteration", [model.Outputs]));
        text.Append("label_index=0\n").Append(Line("max_feature_idx", [model.FeatureNames.Count - 1]));
        text.Append("objective=").Append(NameOf(model)).Append('\n');
        text.Append(Line("feature_names", model.FeatureNames.Select(static name => string.Join('_', name.Split()))));
        text.Append(Line("feature_infos", model.Categorical.Select((category, feature) => category ? Categories(model, feature) : "none")));
        text.Append(Line("tree_sizes", trees.Select(static tree => Encoding.UTF8.GetByteCount(tree)))).Append('\n');
        text.AppendJoin(string.Empty, trees);
        text.Append("end of trees\n\nparameters:\nend of parameters\n\npandas_categorical:null\n");
        return text.ToString();
    }

    private static string NameOf(TreeModel model) => model.Objective switch
    {
        BoosterObjective.LogLoss => "binary sigmoid:1",
        BoosterObjective.SoftMax => $"multiclass num_class:{model.Outputs}",
        _ => "regression",
    };

    private static string Categories(TreeModel model, int feature)
    {
        IEnumerable<TreeNode> splits = model.Trees.SelectMany(static tree => tree.Nodes).Where(
            node => node.Categories is not null && node.Feature == feature);
        return string.Join(':', splits.SelectMany(static node => CategoryBits.ToList(node.Categories!)).Append(0).Distinct().Order());
    }

    private static string WriteTree(Tree tree, int number, double shrinkage)
    {
        TreeNode[] nodes = tree.Nodes;
        TreeNode[] splits = [.. nodes.Where(static node => !node.IsLeaf)], leaves = [.. nodes.Where(static node => node.IsLeaf)];
        // Splits are numbered from 0, leaves from −1 down.
        int[] numbers = new int[nodes.Length];
        for (int node = 0, split = 0, leaf = -1; node < nodes.Length; node++)
            numbers[node] = nodes[node].IsLeaf ? leaf-- : split++;
        TreeNode[] categories = [.. splits.Where(static node => node.Categories is not null)];
        var text = new StringBuilder();
        text.Append(Line("Tree", [number])).Append(Line("num_leaves", [leaves.Length])).Append(Line("num_cat", [categories.Length]));
        text.Append(Line("split_feature", splits.Select(static node => node.Feature)));
        text.Append(Line("split_gain", splits.Select(static node => node.Gain)));
        int category = 0;
        text.Append(Line("threshold", splits.Select(node => node.Categories is null ? node.Threshold : category++)));
        text.Append(Line("decision_type", splits.Select(static node => MissingIsNaN
            | (node.Categories is null ? 0 : CategoryBit) | (node.DefaultLeft ? DefaultLeftBit : 0))));
        text.Append(Line("left_child", splits.Select(node => numbers[node.Left])));
        text.Append(Line("right_child", splits.Select(node => numbers[node.Right])));
        text.Append(Line("leaf_value", leaves.Select(static node => node.Value)));
        text.Append(Line("leaf_weight", leaves.Select(static node => node.Cover)));
        text.Append(Line("leaf_count", leaves.Select(static node => node.Count)));
        text.Append(Line("internal_value", splits.Select(static node => node.Value)));
        text.Append(Line("internal_weight", splits.Select(static node => node.Cover)));
        text.Append(Line("internal_count", splits.Select(static node => node.Count)));
        if (categories.Length > 0)
        {
            var ends = new List<int> { 0 };
            foreach (TreeNode node in categories)
                ends.Add(ends[^1] + (2 * node.Categories!.Length));
            text.Append(Line("cat_boundaries", ends));
            text.Append(Line("cat_threshold", categories.SelectMany(static node => node.Categories!).SelectMany(Halves)));
        }

        return text.Append("is_linear=0\n").Append(Line("shrinkage", [shrinkage])).Append("\n\n").ToString();
    }

    private static IEnumerable<uint> Halves(ulong bits) => [(uint)bits, (uint)(bits >> 32)];

    private static string Line<T>(string key, IEnumerable<T> values) => $"{key}={string.Join(' ', values)}\n";
}
