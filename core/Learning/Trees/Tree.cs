using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>A regression tree: its nodes, of which the first is the root.</summary>
/// <param name="Nodes">The nodes, parents before their children.</param>
/// <param name="Kind">How values are compared with thresholds.</param>
internal sealed record Tree(TreeNode[] Nodes, BoosterKind Kind)
{
    /// <summary>The number of leaves.</summary>
    public int Leaves => (Nodes.Length + 1) / 2;

    /// <summary>The tree, if a row finds its way through it.</summary>
    /// <param name="features">How many features rows have.</param>
    /// <exception cref="FormatException">A node leads back, or out of the tree, or asks for a feature that there is not.</exception>
    public Tree Checked(int features)
    {
        for (int at = 0; at < Nodes.Length; at++)
        {
            ref readonly TreeNode node = ref Nodes[at];
            bool leads = Math.Min(node.Left, node.Right) > at && Math.Max(node.Left, node.Right) < Nodes.Length;
            if (!node.IsLeaf && !(leads && node.Feature >= 0 && node.Feature < features))
                throw new FormatException($"Node {at} of a tree is split by feature {node.Feature} into {node.Left} and {node.Right}.");
        }

        return Nodes.Length > 0 ? this : throw new FormatException("A tree has no nodes.");
    }

    /// <summary>The tree with so much more in every leaf.</summary>
    public Tree Raised(double by) => this with { Nodes = [.. Nodes.Select(node => node with { Value = node.Value + by })] };

    /// <summary>What the tree adds to the margin of a row.</summary>
    public double Predict(float[][] columns, int row)
    {
        ref readonly TreeNode node = ref Nodes[0];
        while (!node.IsLeaf)
            node = ref Nodes[GoesLeft(in node, columns[node.Feature][row]) ? node.Left : node.Right];
        return node.Value;
    }

    /// <summary>Whether a row with this value of the node's feature goes left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GoesLeft(in TreeNode node, float value)
    {
        if (float.IsNaN(value))
            return node.DefaultLeft;
        if (node.Categories is not null)
            return IsListed(node.Categories, value) == (Kind == BoosterKind.LightGbm);
        return value < node.Threshold || (value == node.Threshold && Kind == BoosterKind.LightGbm);
    }

    private static bool IsListed(ulong[] categories, float value) =>
        value >= 0 && value < categories.Length * 64f && ((categories[(int)value >> 6] >> ((int)value & 63)) & 1) != 0;
}
