using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>
/// Grows a regression tree (Breiman et al., 1984) on a bootstrap sample. Every column is sorted once for the whole forest, and
/// each split keeps the orders of both sides, so that a level costs one pass. Choices are split after ordering them by their
/// mean score, which finds the best of all subsets (Fisher, 1958).
/// </summary>
internal sealed class RegressionTree
{
    private const int MinLeaf = 2;

    private readonly ForestData data;
    private readonly int[] weights;
    private readonly int[][] orders;
    private readonly int[] buffer;
    private readonly bool[] left;
    private readonly int[] parameterOrder;
    private readonly List<TreeLeaf> leaves = [];
    private RandomStream random;

    private RegressionTree(ForestData data, RandomStream random)
    {
        (this.data, this.random) = (data, random);
        weights = new int[data.Count];
        for (int i = 0; i < data.Count; i++)
            weights[this.random.NextInt(data.Count)]++;
        orders = [.. data.Orders.Select(order => Array.FindAll(order, row => weights[row] > 0))];
        buffer = new int[data.Count];
        left = new bool[data.Count];
        parameterOrder = [.. Enumerable.Range(0, data.Parameters)];
    }

    /// <summary>The leaves of a new tree.</summary>
    public static List<TreeLeaf> Grow(ForestData data, RandomStream random)
    {
        var tree = new RegressionTree(data, random);
        var high = new double[data.Parameters];
        Array.Fill(high, 1);
        bool[]?[] choices = [.. data.Categories.Select(count => count == 0 ? null : Enumerable.Repeat(true, count).ToArray())];
        if (data.Count > 0 && data.Parameters > 0)
            tree.Split(0, tree.orders[0].Length, new TreeLeaf(0, new double[data.Parameters], high, choices));
        return tree.leaves;
    }

    private void Split(int start, int end, TreeLeaf box)
    {
        double sum = 0, weight = 0;
        foreach (int row in orders[0].AsSpan(start..end))
        {
            weight += weights[row];
            sum += weights[row] * data.Scores[row];
        }

        Cut? cut = end - start >= 2 * MinLeaf ? BestCut(start, end, sum, weight) : null;
        if (cut is null)
        {
            leaves.Add(box with { Value = sum / weight });
            return;
        }

        int parameter = cut.Parameter, middle = start;
        foreach (int row in orders[parameter].AsSpan(start..end))
        {
            double code = data.Codes[parameter][row];
            left[row] = cut.Left is bool[] set ? set[(int)code] : code <= cut.Threshold;
            middle += left[row] ? 1 : 0;
        }

        foreach (int[] order in orders)
            Partition(order, start, end);
        (TreeLeaf lower, TreeLeaf upper) = cut.Left is bool[] chosen
            ? Divide(box, parameter, chosen)
            : Divide(box, parameter, cut.Threshold);
        Split(start, middle, lower);
        Split(middle, end, upper);
    }

    private Cut? BestCut(int start, int end, double sum, double weight)
    {
        Cut? best = null;
        // A gain must be more than rounding.
        double bestGain = 1e-26 * Math.Abs(sum * sum / weight), mean = sum / weight;
        // In random order, so that ties favour no parameter.
        for (int i = 0; i < parameterOrder.Length; i++)
        {
            int other = i + random.NextInt(parameterOrder.Length - i);
            (parameterOrder[i], parameterOrder[other]) = (parameterOrder[other], parameterOrder[i]);
            int parameter = parameterOrder[i];
            if (data.Categories[parameter] > 0)
                CutChoices(parameter, start, end, mean, weight, ref bestGain, ref best);
            else
                CutRange(parameter, start, end, mean, weight, ref bestGain, ref best);
        }

        return best;
    }

    private void CutRange(int parameter, int start, int end, double mean, double weight, ref double bestGain, ref Cut? best)
    {
        double[] codes = data.Codes[parameter];
        ReadOnlySpan<int> order = orders[parameter].AsSpan(start..end);
        double leftSum = 0, leftWeight = 0;
        for (int i = 0; i + MinLeaf < order.Length; i++)
        {
            int row = order[i];
            leftWeight += weights[row];
            leftSum += weights[row] * (data.Scores[row] - mean);
            double code = codes[row], next = codes[order[i + 1]];
            if (i + 1 < MinLeaf || code == next)
                continue;
            // Of sums around the mean: what the split takes from the squared error.
            double gain = leftSum * leftSum * weight / (leftWeight * (weight - leftWeight));
            if (gain > bestGain)
                (bestGain, best) = (gain, new Cut(parameter, 0.5 * (code + next), null));
        }
    }

    private void CutChoices(int parameter, int start, int end, double mean, double weight, ref double bestGain, ref Cut? best)
    {
        int count = data.Categories[parameter];
        var sums = new double[count];
        var totals = new double[count];
        var rows = new int[count];
        foreach (int row in orders[parameter].AsSpan(start..end))
        {
            int choice = (int)data.Codes[parameter][row];
            totals[choice] += weights[row];
            sums[choice] += weights[row] * (data.Scores[row] - mean);
            rows[choice]++;
        }

        int[] present = [.. Enumerable.Range(0, count).Where(choice => rows[choice] > 0).OrderBy(choice => sums[choice] / totals[choice])];
        double leftSum = 0, leftWeight = 0;
        int leftRows = 0;
        for (int i = 0; i + 1 < present.Length; i++)
        {
            leftSum += sums[present[i]];
            leftWeight += totals[present[i]];
            leftRows += rows[present[i]];
            double gain = leftSum * leftSum * weight / (leftWeight * (weight - leftWeight));
            if (leftRows < MinLeaf || end - start - leftRows < MinLeaf || gain <= bestGain)
                continue;
            var set = new bool[count];
            foreach (int choice in present[..(i + 1)])
                set[choice] = true;
            // Choices that did not occur here are dealt out by chance.
            for (int choice = 0; choice < count; choice++)
                set[choice] |= rows[choice] == 0 && random.NextInt(2) == 0;
            (bestGain, best) = (gain, new Cut(parameter, 0, set));
        }
    }

    private void Partition(int[] order, int start, int end)
    {
        int kept = start, moved = 0;
        for (int i = start; i < end; i++)
        {
            int row = order[i];
            if (left[row])
                order[kept++] = row;
            else
                buffer[moved++] = row;
        }

        buffer.AsSpan(0, moved).CopyTo(order.AsSpan(kept));
    }

    private static (TreeLeaf Lower, TreeLeaf Upper) Divide(TreeLeaf box, int parameter, double threshold)
    {
        double[] high = [.. box.High], low = [.. box.Low];
        high[parameter] = low[parameter] = threshold;
        return (box with { High = high }, box with { Low = low });
    }

    private static (TreeLeaf Lower, TreeLeaf Upper) Divide(TreeLeaf box, int parameter, bool[] chosen)
    {
        bool[]?[] lower = [.. box.Choices], upper = [.. box.Choices];
        bool[] before = box.Choices[parameter]!;
        lower[parameter] = [.. before.Select((inside, choice) => inside && chosen[choice])];
        upper[parameter] = [.. before.Select((inside, choice) => inside && !chosen[choice])];
        return (box with { Choices = lower }, box with { Choices = upper });
    }

    private sealed record Cut(int Parameter, double Threshold, bool[]? Left);
}
