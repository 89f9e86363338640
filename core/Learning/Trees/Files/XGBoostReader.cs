using System.Text.Json;

namespace ServerlessTuner.Core.Learning.Trees.Files;

/// <summary>Reads a model from XGBoost's JSON, our own or one of XGBoost 1.7 to 3 with trees (<c>gbtree</c>).</summary>
internal static class XGBoostReader
{
    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">It is no such model, or has an objective that we do not.</exception>
    public static TreeModel Read(string text)
    {
        try
        {
            // XGBoost writes NaN for the threshold of a split by categories, which JSON has not; always as an item of a list.
            string strict = text.Replace("[NaN", "[0", StringComparison.Ordinal).Replace(",NaN", ",0", StringComparison.Ordinal);
            using var json = JsonDocument.Parse(strict);
            return Read(json.RootElement.GetProperty("learner"));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"This is no XGBoost model: {error.Message}", error);
        }
    }

    private static TreeModel Read(JsonElement learner)
    {
        JsonElement booster = learner.GetProperty("gradient_booster"), parameters = learner.GetProperty("learner_model_param");
        if (booster.GetProperty("name").GetString() is not "gbtree" and var name)
            throw new FormatException($"gradient_booster is {name}, but must be gbtree.");
        string? named = learner.GetProperty("objective").GetProperty("name").GetString();
        BoosterObjective objective = named switch
        {
            "binary:logistic" => BoosterObjective.LogLoss,
            "multi:softprob" or "multi:softmax" => BoosterObjective.SoftMax,
            "reg:squarederror" => BoosterObjective.SquaredError,
            _ => throw new FormatException($"objective is {named}, but must be binary:logistic, multi:softprob or reg:squarederror."),
        };
        BoosterParameters form = BoosterParameters.XGBoost with
        {
            Objective = objective,
            Classes = Math.Max(2, Number(parameters.GetProperty("num_class"))),
        };
        int features = Number(parameters.GetProperty("num_feature"));
        // Version 3.1 and later write a list of one.
        float score = float.Parse(parameters.GetProperty("base_score").GetString()!.Trim('[', ']'));
        double margin = objective == BoosterObjective.LogLoss ? Objectives.LogLoss.Margin(score) : score;
        double[] margins = [.. Enumerable.Repeat(margin, form.Groups)];
        IEnumerable<Tree> trees = booster.GetProperty("model").GetProperty("trees").EnumerateArray().Select(
            tree => ReadTree(tree, features));
        string[] names = [.. Strings(learner, "feature_names")];
        string[] types = [.. Strings(learner, "feature_types")];
        return new TreeModel(
            form with { BaseScore = score },
            names.Length == features ? names : [.. Enumerable.Range(0, features).Select(static feature => $"f{feature}")],
            types.Length == features ? [.. types.Select(static type => type == "c")] : new bool[features],
            score,
            margins,
            [.. trees]);
    }

    private static Tree ReadTree(JsonElement tree, int features)
    {
        int[] left = Integers(tree, "left_children"), right = Integers(tree, "right_children"), feature = Integers(tree, "split_indices");
        float[] condition = Floats(tree, "split_conditions"), gain = Floats(tree, "loss_changes"), cover = Floats(tree, "sum_hessian");
        float[] weight = Floats(tree, "base_weights");
        bool[] defaultLeft = [.. tree.GetProperty("default_left").EnumerateArray().Select(
            static side => side.ValueKind == JsonValueKind.Number ? side.GetInt32() != 0 : side.GetBoolean())];
        int[] categories = Integers(tree, "categories"), begins = Integers(tree, "categories_segments");
        int[] splits = Integers(tree, "categories_nodes"), sizes = Integers(tree, "categories_sizes");
        Dictionary<int, ulong[]> listed = Enumerable.Range(0, splits.Length).ToDictionary(
            i => splits[i], i => CategoryBits.Of(categories[begins[i]..(begins[i] + sizes[i])]));
        return new Tree(
            [.. Enumerable.Range(0, left.Length).Select(node => new TreeNode
            {
                Left = left[node],
                Right = right[node],
                Feature = feature[node],
                Threshold = left[node] < 0 ? 0 : condition[node],
                Categories = listed.GetValueOrDefault(node),
                DefaultLeft = defaultLeft[node],
                Gain = gain[node],
                Cover = cover[node],
                Value = left[node] < 0 ? condition[node] : weight[node],
            })],
            BoosterKind.XGBoost).Checked(features);
    }

    private static IEnumerable<string> Strings(JsonElement learner, string name) =>
        learner.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray().Select(static item => item.GetString()!) : [];

    private static int[] Integers(JsonElement tree, string name) =>
        [.. tree.GetProperty(name).EnumerateArray().Select(static item => item.GetInt32())];

    private static float[] Floats(JsonElement tree, string name) =>
        [.. tree.GetProperty(name).EnumerateArray().Select(static item => item.GetSingle())];

    private static int Number(JsonElement text) => int.Parse(text.GetString()!);
}
