using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Core.Learning.Trees.Files;

/// <summary>
/// Writes a model as XGBoost's JSON, which versions 1.7 and later load ("Introduction to Model IO" in XGBoost's documentation). Thresholds
/// and leaf values are in single precision there, as they are in a model of <see cref="BoosterKind.XGBoost"/>.
/// </summary>
internal static class XGBoostWriter
{
    // What XGBoost has for the parent of a root.
    private const int NoParent = int.MaxValue;

    /// <summary>The file's text.</summary>
    public static string Write(TreeModel model)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("learner");
            json.WriteStartObject("attributes");
            json.WriteEndObject();
            WriteArray(json, "feature_names", model.FeatureNames, static (json, name) => json.WriteStringValue(name));
            WriteArray(
                json, "feature_types", model.Categorical, static (json, category) => json.WriteStringValue(category ? "c" : "float"));
            WriteTrees(json, model);
            WriteLearner(json, model);
            json.WriteEndObject();
            WriteArray(json, "version", [1, 7, 4], static (json, part) => json.WriteNumberValue(part));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteTrees(Utf8JsonWriter json, TreeModel model)
    {
        json.WriteStartObject("gradient_booster");
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", "1");
        json.WriteString("num_trees", $"{model.Trees.Count}");
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        WriteArray(json, "tree_info", Enumerable.Range(0, model.Trees.Count), (json, tree) => json.WriteNumberValue(tree % model.Outputs));
        json.WriteStartArray("trees");
        for (int tree = 0; tree < model.Trees.Count; tree++)
            WriteTree(json, model.Trees[tree].Nodes, tree, model.FeatureNames.Count);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gbtree");
        json.WriteEndObject();
    }

    private static void WriteLearner(Utf8JsonWriter json, TreeModel model)
    {
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", FormattableString.Invariant($"{(float)model.BaseScore:R}"));
        json.WriteString("boost_from_average", "1");
        json.WriteString("num_class", model.Objective == BoosterObjective.SoftMax ? $"{model.Outputs}" : "0");
        json.WriteString("num_feature", $"{model.FeatureNames.Count}");
        json.WriteString("num_target", "1");
        json.WriteEndObject();
        json.WriteStartObject("objective");
        json.WriteString("name", NameOf(model.Objective));
        bool classes = model.Objective == BoosterObjective.SoftMax;
        json.WriteStartObject(classes ? "softmax_multiclass_param" : "reg_loss_param");
        json.WriteString(
            classes ? "num_class" : "scale_pos_weight",
            FormattableString.Invariant($"{(classes ? model.Outputs : (float)model.Parameters.ScalePosWeight)}"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>XGBoost's name of an objective.</summary>
    public static string NameOf(BoosterObjective objective) => objective switch
    {
        BoosterObjective.LogLoss => "binary:logistic",
        BoosterObjective.SoftMax => "multi:softprob",
        _ => "reg:squarederror",
    };

    private static void WriteTree(Utf8JsonWriter json, TreeNode[] nodes, int id, int features)
    {
        int[] parents = new int[nodes.Length];
        parents[0] = NoParent;
        for (int node = 0; node < nodes.Length; node++)
        {
            if (!nodes[node].IsLeaf)
                (parents[nodes[node].Left], parents[nodes[node].Right]) = (node, node);
        }

        json.WriteStartObject();
        WriteArray(json, "base_weights", nodes, static (json, node) => WriteFloat(json, node.Value));
        WriteCategories(json, nodes);
        WriteArray(json, "default_left", nodes, static (json, node) => json.WriteNumberValue(node.DefaultLeft ? 1 : 0));
        json.WriteNumber("id", id);
        WriteArray(json, "left_children", nodes, static (json, node) => json.WriteNumberValue(node.Left));
        WriteArray(json, "loss_changes", nodes, static (json, node) => WriteFloat(json, node.Gain));
        WriteArray(json, "parents", parents, static (json, parent) => json.WriteNumberValue(parent));
        WriteArray(json, "right_children", nodes, static (json, node) => json.WriteNumberValue(node.Right));
        WriteArray(
            json, "split_conditions", nodes, static (json, node) => WriteFloat(json, node.IsLeaf ? node.Value : node.Threshold));
        WriteArray(json, "split_indices", nodes, static (json, node) => json.WriteNumberValue(node.Feature));
        WriteArray(json, "split_type", nodes, static (json, node) => json.WriteNumberValue(node.Categories is null ? 0 : 1));
        WriteArray(json, "sum_hessian", nodes, static (json, node) => WriteFloat(json, node.Cover));
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", $"{features}");
        json.WriteString("num_nodes", $"{nodes.Length}");
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, TreeNode[] nodes)
    {
        int[] split = [.. Enumerable.Range(0, nodes.Length).Where(node => nodes[node].Categories is not null)];
        int[][] listed = [.. split.Select(node => CategoryBits.ToList(nodes[node].Categories!))];
        int[] begins = new int[split.Length];
        for (int i = 1; i < begins.Length; i++)
            begins[i] = begins[i - 1] + listed[i - 1].Length;
        WriteArray(json, "categories", listed.SelectMany(static list => list), static (json, category) => json.WriteNumberValue(category));
        WriteArray(json, "categories_nodes", split, static (json, node) => json.WriteNumberValue(node));
        WriteArray(json, "categories_segments", begins, static (json, begin) => json.WriteNumberValue(begin));
        WriteArray(json, "categories_sizes", listed, static (json, list) => json.WriteNumberValue(list.Length));
    }

    // XGBoost tells floats from integers by their look.
    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        string text = FormattableString.Invariant($"{(float)value:R}");
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + "E0");
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
            write(json, item);
        json.WriteEndArray();
    }
}
