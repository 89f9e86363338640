using ServerlessTuner.Core.Learning.Trees.Binning;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Grows trees. By depth: every node that may be split is, depth first, so that few histograms are alive. By leaf: the leaf with the
/// greatest gain is split next, the older one of equals, until there are enough leaves.
/// </summary>
internal sealed partial class TreeGrower
{
    private readonly BinnedTable data;
    private readonly BoosterParameters parameters;
    private readonly RowPartition partition;
    private readonly ChosenColumns columns;
    private readonly SplitFinder finder;
    private readonly long[] packed;
    private readonly List<GrowingNode> frontier = [];
    private readonly List<TreeNode> nodes = [];
    private double[] margins = [];

    /// <summary>Takes the rows and the parameters of all trees.</summary>
    /// <param name="data">The features.</param>
    /// <param name="parameters">How to grow.</param>
    /// <param name="rows">How many rows get margins: the training rows, and the validation rows if they are looked at.</param>
    /// <param name="width">How wide to compute.</param>
    public TreeGrower(BinnedTable data, BoosterParameters parameters, int rows, VectorWidth width)
    {
        (this.data, this.parameters) = (data, parameters);
        partition = new RowPartition(data.TrainingRows, rows, width);
        columns = new ChosenColumns(data);
        finder = new SplitFinder(data, parameters, width);
        packed = new long[(data.TrainingRows + 15) & ~15];
        partition.TakeAll();
        ColumnCount = ChosenColumns.CountOf(data.Features.Length, parameters.ColsampleByTree, parameters.Kind);
    }

    /// <summary>How many columns a tree sees.</summary>
    public int ColumnCount { get; }

    /// <summary>
    /// Draws another bag; where the bag is kept, it is drawn again from the same stream, as growing has changed the order.
    /// </summary>
    public void DrawRows(RandomStream random) => partition.Draw(parameters.Subsample, random);

    /// <summary>Puts all rows into the bag.</summary>
    public void TakeAllRows() => partition.TakeAll();

    /// <summary>Draws the columns of the next tree.</summary>
    public void DrawColumns(RandomStream random) => columns.Draw(ColumnCount, random);

    /// <summary>Grows a tree on the bag, and adds its values to the margins of all rows.</summary>
    /// <param name="gradients">First derivatives by training row; zeros behind them.</param>
    /// <param name="hessians">Second derivatives by training row; zeros behind them.</param>
    /// <param name="ofRows">The margins.</param>
    /// <param name="cancellation">Looked at before every split: of millions of rows, a tree takes seconds.</param>
    public Tree Grow(float[] gradients, float[] hessians, double[] ofRows, CancellationToken cancellation)
    {
        margins = ofRows;
        finder.Scale = GradientScale.For(gradients, hessians, data.TrainingRows);
        finder.Scale.Pack(gradients, hessians, packed);
        nodes.Clear();
        nodes.Add(default);
        var root = new GrowingNode { Bag = partition.Bag, Riders = partition.Riders, Histogram = Fill(partition.Bag) };
        foreach (long cell in root.Histogram.AsSpan(0, BinnedTable.MaxBins))
            root.Sum += cell;
        Admit(root);
        while (TakeNext() is { } node)
        {
            cancellation.ThrowIfCancellationRequested();
            Split(node);
        }

        foreach (GrowingNode node in frontier)
            Finish(node);
        frontier.Clear();
        return new Tree([.. nodes], parameters.Kind);
    }

    private bool ByLeaf => parameters.Kind == BoosterKind.LightGbm;

    private bool IsFull => ByLeaf && (nodes.Count + 1) / 2 >= parameters.NumLeaves;

    private GrowingNode? TakeNext()
    {
        if (frontier.Count == 0 || IsFull)
            return null;
        int next = frontier.Count - 1;
        if (ByLeaf)
        {
            for (int i = next - 1; i >= 0; i--)
                next = frontier[i].Split.Gain >= frontier[next].Split.Gain ? i : next;
        }

        GrowingNode node = frontier[next];
        frontier.RemoveAt(next);
        return node;
    }

    private void Split(GrowingNode node)
    {
        ref Split split = ref node.Split;
        int feature = columns.Features[split.Column];
        FeatureBins bins = data.Features[feature];
        (GrowingNode left, GrowingNode right) = Children(node, feature);
        byte[] column = data.Columns[feature];
        SplitRule rule = SplitRule.Of(split, bins.Missing);
        bool last = left.Depth == parameters.MaxDepth || IsFull;
        if (last)
        {
            double leftValue = ValueOf(left), rightValue = ValueOf(right);
            int count = partition.AddSplit(node.Bag, column, rule, leftValue, rightValue, margins);
            partition.AddSplit(node.Riders, column, rule, leftValue, rightValue, margins);
            Record(left, leftValue, count);
            Record(right, rightValue, node.Bag.Count - count);
            Release(node);
        }
        else
        {
            (left.Bag, right.Bag) = partition.Split(node.Bag, column, rule);
            (left.Riders, right.Riders) = partition.Split(node.Riders, column, rule);
            FillChildren(node, left, right);
            Admit(right);
            Admit(left);
        }

        nodes[node.Id] = new TreeNode
        {
            Left = left.Id,
            Right = right.Id,
            Feature = feature,
            Threshold = split.LeftBins is null ? bins.Thresholds[split.Bin] : 0,
            Categories = split.LeftBins is null ? null : Listed(split.LeftBins, bins.Categories!),
            DefaultLeft = split.DefaultLeft,
            Gain = split.Gain,
            Cover = GradientScale.HessianOf(node.Sum) / finder.Scale.HessianQuanta,
            Count = node.Bag.Count,
            Value = ValueOf(node),
        };
    }

    private (GrowingNode Left, GrowingNode Right) Children(GrowingNode node, int feature)
    {
        (double lower, double upper, long sum) = (node.Lower, node.Upper, node.Split.LeftSum);
        var left = new GrowingNode { Id = nodes.Count, Depth = node.Depth + 1, Sum = sum, Lower = lower, Upper = upper };
        var right = new GrowingNode { Id = nodes.Count + 1, Depth = node.Depth + 1, Sum = node.Sum - sum, Lower = lower, Upper = upper };
        nodes.Add(default);
        nodes.Add(default);
        int direction = node.Split.LeftBins is null ? parameters.MonotoneConstraints?[feature] ?? 0 : 0;
        if (direction != 0)
        {
            double middle = (finder.WeightOf(left.Sum, lower, upper) + finder.WeightOf(right.Sum, lower, upper)) / 2;
            (GrowingNode low, GrowingNode high) = direction > 0 ? (left, right) : (right, left);
            (low.Upper, high.Lower) = (middle, middle);
        }

        return (left, right);
    }

    private void Admit(GrowingNode node)
    {
        if (node.Histogram is not null && finder.MaySplit(node))
            node.Split = finder.Find(node, columns.Features);
        if (node.Split.Exists)
            frontier.Add(node);
        else
            Finish(node);
    }

    private void Finish(GrowingNode node)
    {
        double value = ValueOf(node);
        partition.Add(node.Bag, value, margins);
        partition.Add(node.Riders, value, margins);
        Record(node, value, node.Bag.Count);
        Release(node);
    }

    private void Record(GrowingNode leaf, double value, int count) => nodes[leaf.Id] = new TreeNode
    {
        Left = -1,
        Right = -1,
        Cover = GradientScale.HessianOf(leaf.Sum) / finder.Scale.HessianQuanta,
        Count = count,
        Value = value,
    };

    // XGBoost keeps leaf values in single precision.
    private double ValueOf(GrowingNode node)
    {
        double value = finder.WeightOf(node.Sum, node.Lower, node.Upper) * parameters.LearningRate;
        return ByLeaf ? value : (float)value;
    }

    // The categories that go left in LightGBM's form, right in XGBoost's.
    private ulong[] Listed(bool[] leftBins, int[] categories) =>
        CategoryBits.Of([.. categories.Where((_, bin) => leftBins[bin] == ByLeaf)]);
}
