namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>The share of a tree's variance over the whole space that each parameter explains alone.</summary>
internal static class VarianceShares
{
    /// <summary>One share per parameter, or null for a tree without variance.</summary>
    public static double[]? Of(ForestData data, List<TreeLeaf> leaves)
    {
        int parameters = data.Parameters;
        var sizes = new double[leaves.Count][];
        var volumes = new double[leaves.Count];
        double mean = 0;
        for (int i = 0; i < leaves.Count; i++)
        {
            sizes[i] = [.. Enumerable.Range(0, parameters).Select(parameter => Size(leaves[i], parameter))];
            volumes[i] = sizes[i].Aggregate(1.0, (product, size) => product * size);
            mean += leaves[i].Value * volumes[i];
        }

        double variance = 0;
        for (int i = 0; i < leaves.Count; i++)
            variance += volumes[i] * (leaves[i].Value - mean) * (leaves[i].Value - mean);
        if (!(variance > 1e-24 * mean * mean))
            return null;

        var shares = new double[parameters];
        // effects[i]: what leaf i adds to the marginal of the parameter at hand at each of its points.
        var effects = new double[leaves.Count];
        for (int parameter = 0; parameter < parameters; parameter++)
        {
            // Exactly 0 for a parameter that the tree does not use.
            if (Array.TrueForAll(sizes, size => size[parameter] == 1))
                continue;
            for (int i = 0; i < leaves.Count; i++)
            {
                double others = 1;
                for (int other = 0; other < parameters; other++)
                    others *= other == parameter ? 1 : sizes[i][other];
                effects[i] = others * (leaves[i].Value - mean);
            }

            double explained = data.Categories[parameter] > 0
                ? OfChoices(leaves, effects, parameter, data.Categories[parameter])
                : OfRange(leaves, effects, parameter);
            shares[parameter] = Math.Clamp(explained / variance, 0, 1);
        }

        return shares;
    }

    private static double Size(TreeLeaf leaf, int parameter) =>
        leaf.Choices[parameter] is bool[] choices
            ? (double)choices.Count(inside => inside) / choices.Length
            : leaf.High[parameter] - leaf.Low[parameter];

    private static double OfChoices(List<TreeLeaf> leaves, double[] effects, int parameter, int count)
    {
        var marginal = new double[count];
        for (int i = 0; i < leaves.Count; i++)
        {
            bool[] choices = leaves[i].Choices[parameter]!;
            for (int choice = 0; choice < count; choice++)
                marginal[choice] += choices[choice] ? effects[i] : 0;
        }

        return marginal.Average(effect => effect * effect);
    }

    // The marginal is a step function that rises by a leaf's effect at its start and falls by it at its end.
    private static double OfRange(List<TreeLeaf> leaves, double[] effects, int parameter)
    {
        var ends = new double[2 * leaves.Count];
        var jumps = new double[2 * leaves.Count];
        for (int i = 0; i < leaves.Count; i++)
        {
            (ends[2 * i], jumps[2 * i]) = (leaves[i].Low[parameter], effects[i]);
            (ends[(2 * i) + 1], jumps[(2 * i) + 1]) = (leaves[i].High[parameter], -effects[i]);
        }

        Array.Sort(ends, jumps);
        double level = 0, sum = 0, last = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            sum += level * level * (ends[i] - last);
            level += jumps[i];
            last = ends[i];
        }

        return sum;
    }
}
