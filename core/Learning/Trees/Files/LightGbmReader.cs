using System.Globalization;

namespace ServerlessTuner.Core.Learning.Trees.Files;

/// <summary>Reads a model from LightGBM's text, our own or one of LightGBM 3 and 4, without linear leaves.</summary>
internal static class LightGbmReader
{
    private static readonly char[] Blank = [' '];

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">It is no such model, or has what ours have not.</exception>
    public static TreeModel Read(string text)
    {
        try
        {
            string[] lines = text.Split('\n');
            int at = 0;
            Dictionary<string, string> header = Section(lines, ref at);
            var trees = new List<Tree>();
            while (at < lines.Length && lines[at].StartsWith("Tree=", StringComparison.Ordinal))
                trees.Add(ReadTree(Section(lines, ref at)));
            return Build(header, trees);
        }
        catch (Exception error) when (error is KeyNotFoundException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new FormatException($"This is no LightGBM model: {error.Message}", error);
        }
    }

    private static TreeModel Build(Dictionary<string, string> header, List<Tree> trees)
    {
        string[] named = header["objective"].Split(' ');
        BoosterObjective objective = named[0] switch
        {
            "binary" when !named.Any(static part => part.StartsWith("sigmoid:", StringComparison.Ordinal) && part != "sigmoid:1") =>
                BoosterObjective.LogLoss,
            "multiclass" => BoosterObjective.SoftMax,
            "regression" when named.Length == 1 => BoosterObjective.SquaredError,
            _ => throw new FormatException(
                $"objective is {header["objective"]}, but must be binary with sigmoid:1, multiclass or regression."),
        };
        BoosterParameters form = BoosterParameters.LightGbm with
        {
            Objective = objective,
            Classes = Math.Max(2, int.Parse(header["num_class"])),
        };
        string[] names = header["feature_names"].Split(' ');
        bool[] categorical = [.. header["feature_infos"].Split(' ').Select(static info => info != "none" && info[0] != '[')];
        return new TreeModel(
            form, names, categorical, 0, new double[form.Groups], [.. trees.Select(tree => tree.Checked(names.Length))]);
    }

    // The keys up to the next blank line, and the place of what follows it.
    private static Dictionary<string, string> Section(string[] lines, ref int at)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        for (; at < lines.Length && lines[at].Trim().Length > 0; at++)
        {
            int equals = lines[at].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                keys[lines[at][..equals]] = lines[at][(equals + 1)..].Trim();
        }

        while (at < lines.Length && lines[at].Trim().Length == 0)
            at++;
        return keys;
    }

    private static Tree ReadTree(Dictionary<string, string> keys)
    {
        if (keys.GetValueOrDefault("is_linear", "0") != "0")
            throw new FormatException($"Tree {keys["Tree"]} has linear leaves, which are not supported.");
        int splits = int.Parse(keys["num_leaves"]) - 1;
        double[] values = Numbers(keys, "leaf_value"), weights = Numbers(keys, "leaf_weight"), counts = Numbers(keys, "leaf_count");
        var nodes = new TreeNode[(2 * splits) + 1];
        for (int leaf = 0; leaf <= splits; leaf++)
        {
            nodes[splits + leaf] = new TreeNode
            {
                Left = -1,
                Right = -1,
                Value = values[leaf],
                Cover = leaf < weights.Length ? weights[leaf] : 0,
                Count = leaf < counts.Length ? (int)counts[leaf] : 0,
            };
        }

        if (splits == 0)
            return new Tree(nodes, BoosterKind.LightGbm);
        double[] features = Numbers(keys, "split_feature"), gains = Numbers(keys, "split_gain"), thresholds = Numbers(keys, "threshold");
        double[] types = Numbers(keys, "decision_type"), left = Numbers(keys, "left_child"), right = Numbers(keys, "right_child");
        double[] covers = Numbers(keys, "internal_weight"), rows = Numbers(keys, "internal_count"), inner = Numbers(keys, "internal_value");
        double[] ends = Numbers(keys, "cat_boundaries"), words = Numbers(keys, "cat_threshold");
        for (int split = 0; split < splits; split++)
        {
            bool category = ((int)types[split] & LightGbmWriter.CategoryBit) != 0;
            nodes[split] = new TreeNode
            {
                Left = Place((int)left[split]),
                Right = Place((int)right[split]),
                Feature = (int)features[split],
                Threshold = category ? 0 : thresholds[split],
                Categories = category ? Bits(Words((int)thresholds[split])) : null,
                DefaultLeft = DefaultLeft((int)types[split], thresholds[split], category),
                Gain = gains[split],
                Cover = covers[split],
                Count = (int)rows[split],
                Value = inner[split],
            };
        }

        return new Tree(nodes, BoosterKind.LightGbm);

        ReadOnlySpan<double> Words(int set) => words.AsSpan()[(int)ends[set]..(int)ends[set + 1]];

        // Splits come first, then leaves, which are numbered from −1 down.
        int Place(int child) => child >= 0 ? child : splits + ~child;
    }

    // A feature that had no missing values in training (type 0) has 0 put in their place.
    private static bool DefaultLeft(int type, double threshold, bool category)
    {
        int missing = (type >> 2) & 3;
        if (missing == 1)
            throw new FormatException("The model treats zeros as missing (zero_as_missing), which is not supported.");
        return !category && (missing == 0 ? threshold >= 0 : (type & LightGbmWriter.DefaultLeftBit) != 0);
    }

    private static ulong[] Bits(ReadOnlySpan<double> words)
    {
        ulong[] bits = new ulong[(words.Length + 1) / 2];
        for (int word = 0; word < words.Length; word++)
            bits[word / 2] |= (ulong)words[word] << (32 * (word % 2));
        return bits;
    }

    private static double[] Numbers(Dictionary<string, string> keys, string key) =>
        [.. keys.GetValueOrDefault(key, string.Empty).Split(Blank, StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
