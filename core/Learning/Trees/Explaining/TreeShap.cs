namespace ServerlessTuner.Core.Learning.Trees.Explaining;

/// <summary>
/// Exact SHAP values of a tree: what each feature adds to the prediction of a row, averaged over all orders in which features become known;
/// an unknown feature's split is followed both ways, in proportion to cover (Lundberg et al. 2020, "From local explanations to global
/// understanding with explainable AI for trees", algorithm 2). Time grows with leaves × depth².
/// </summary>
internal sealed class TreeShap(Tree tree)
{
    private readonly double[] covers = [.. tree.Nodes.Select(node => tree.Kind == BoosterKind.LightGbm ? node.Count : node.Cover)];

    /// <summary>The mean prediction of the tree, by cover.</summary>
    public double Expected() => Mean(0);

    /// <summary>Adds the contributions of a row.</summary>
    /// <param name="columns">The features.</param>
    /// <param name="row">The row.</param>
    /// <param name="contributions">By feature.</param>
    public void Add(IReadOnlyList<float[]> columns, int row, Span<double> contributions)
    {
        var path = new ShapPath();
        Descend(0, columns, row, contributions, path, 1, 1, -1);
    }

    private double Mean(int at)
    {
        ref readonly TreeNode node = ref tree.Nodes[at];
        return node.IsLeaf ? node.Value : (Share(node.Left, at) * Mean(node.Left)) + (Share(node.Right, at) * Mean(node.Right));
    }

    // The children's covers sum to the parent's but for rounding in files; the shares sum to 1.
    private double Share(int child, int parent)
    {
        double both = covers[tree.Nodes[parent].Left] + covers[tree.Nodes[parent].Right];
        return both > 0 ? covers[child] / both : 0.5;
    }

    private void Descend(
        int at, IReadOnlyList<float[]> columns, int row, Span<double> contributions, ShapPath above, double zero, double one, int feature)
    {
        var path = new ShapPath(above);
        path.Extend(zero, one, feature);
        ref readonly TreeNode node = ref tree.Nodes[at];
        if (node.IsLeaf)
        {
            for (int i = 1; i < path.Length; i++)
            {
                ShapStep step = path[i];
                contributions[step.Feature] += path.UnwoundSum(i) * (step.One - step.Zero) * node.Value;
            }

            return;
        }

        bool left = tree.GoesLeft(in node, columns[node.Feature][row]);
        (int hot, int cold) = left ? (node.Left, node.Right) : (node.Right, node.Left);
        (double knownZero, double knownOne) = (1, 1);
        int seen = path.Find(node.Feature);
        if (seen > 0)
        {
            (knownZero, knownOne) = (path[seen].Zero, path[seen].One);
            path.Unwind(seen);
        }

        Descend(hot, columns, row, contributions, path, knownZero * Share(hot, at), knownOne, node.Feature);
        Descend(cold, columns, row, contributions, path, knownZero * Share(cold, at), 0, node.Feature);
    }
}
