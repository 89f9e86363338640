namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <content>Histograms of nodes: filled, subtracted, used again.</content>
internal sealed partial class TreeGrower
{
    private readonly Stack<long[]> spare = new();

    // The smaller child's histogram is filled, the other's is what is left of the parent's.
    private void FillChildren(GrowingNode node, GrowingNode left, GrowingNode right)
    {
        if (!finder.MaySplit(left) && !finder.MaySplit(right))
        {
            Release(node);
            return;
        }

        (GrowingNode small, GrowingNode large) = left.Bag.Count <= right.Bag.Count ? (left, right) : (right, left);
        small.Histogram = Fill(small.Bag);
        large.Histogram = node.Histogram;
        node.Histogram = null;
        int cells = columns.Features.Length * BinnedTable.MaxBins;
        GradientHistogram.Subtract(large.Histogram.AsSpan(0, cells), small.Histogram.AsSpan(0, cells));
    }

    private long[] Fill(RowRange rows)
    {
        int cells = columns.Features.Length * BinnedTable.MaxBins;
        if (!spare.TryPop(out long[]? histogram))
            histogram = new long[ColumnCount * BinnedTable.MaxBins];
        histogram.AsSpan(0, cells).Clear();
        GradientHistogram.Add(columns.Bins, columns.Stride, columns.Features.Length, packed, partition[rows], histogram);
        return histogram;
    }

    private void Release(GrowingNode node)
    {
        if (node.Histogram is not null)
            spare.Push(node.Histogram);
        node.Histogram = null;
    }
}
