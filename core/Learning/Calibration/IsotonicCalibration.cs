namespace ServerlessTuner.Core.Learning.Calibration;

/// <summary>
/// The best monotone step function by squared error, found by pooling adjacent violators (Zadrozny and Elkan 2002); between its points it
/// is interpolated linearly, and beyond them it is constant.
/// </summary>
public sealed class IsotonicCalibration : ICalibration
{
    private readonly double[] points;
    private readonly double[] values;

    private IsotonicCalibration(double[] points, double[] values) => (this.points, this.values) = (points, values);

    /// <summary>The model's probabilities at which the function is known, ascending.</summary>
    public IReadOnlyList<double> Points => points;

    /// <summary>The calibrated probabilities there, not descending.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>The function of known points.</summary>
    /// <exception cref="ArgumentException">There are none, or they are not in order.</exception>
    public static IsotonicCalibration Of(IReadOnlyList<double> points, IReadOnlyList<double> values)
    {
        if (points.Count == 0 || points.Count != values.Count)
            throw new ArgumentException("There must be a value for each of one or more points.", nameof(values));
        for (int i = 1; i < points.Count; i++)
        {
            if (!(points[i] > points[i - 1]) || !(values[i] >= values[i - 1]))
                throw new ArgumentException("Points must ascend and values must not descend.", nameof(points));
        }

        return new IsotonicCalibration([.. points], [.. values]);
    }

    /// <summary>Learns from predictions of data that the model was not trained on.</summary>
    /// <param name="probabilities">The model's probabilities, one or more.</param>
    /// <param name="labels">The classes, 0 or 1.</param>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        double[] sorted = probabilities.ToArray();
        byte[] classes = labels.ToArray();
        Array.Sort(sorted, classes);
        // A block: its first and last point, and the sum and number of its labels.
        var blocks = new List<(double First, double Last, double Sum, long Count)>();
        for (int first = 0; first < sorted.Length;)
        {
            int end = first;
            long sum = 0;
            while (end < sorted.Length && sorted[end] == sorted[first])
                sum += classes[end++];
            (double First, double Last, double Sum, long Count) block = (sorted[first], sorted[first], sum, end - first);
            // Sums of 0 and 1 are whole, so that comparing products is exact.
            while (blocks.Count > 0 && blocks[^1].Sum * block.Count >= block.Sum * blocks[^1].Count)
            {
                block = (blocks[^1].First, block.Last, blocks[^1].Sum + block.Sum, blocks[^1].Count + block.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
            first = end;
        }

        var knots = new List<double>();
        var levels = new List<double>();
        foreach ((double first, double last, double sum, long count) in blocks)
        {
            knots.Add(first);
            levels.Add(sum / count);
            if (last > first)
            {
                knots.Add(last);
                levels.Add(sum / count);
            }
        }

        return new IsotonicCalibration([.. knots], [.. levels]);
    }

    /// <inheritdoc/>
    public double Apply(double probability)
    {
        int index = Array.BinarySearch(points, probability);
        if (index >= 0)
            return values[index];
        index = ~index;
        if (index == 0)
            return values[0];
        if (index == points.Length)
            return values[^1];
        double share = (probability - points[index - 1]) / (points[index] - points[index - 1]);
        return values[index - 1] + (share * (values[index] - values[index - 1]));
    }
}
