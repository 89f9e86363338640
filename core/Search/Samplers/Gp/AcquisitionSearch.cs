using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Maximises an acquisition over a mixed space: many draws, then gradient steps on the numbers of the best of them, then single
/// changes of discrete values.
/// </summary>
internal sealed class AcquisitionSearch(Situation situation, GpFeatures features, IAcquisition acquisition)
{
    private readonly Encoding encoding = situation.Log.Encoding;
    private readonly List<(double[] Codes, double Value)> pool = [];

    /// <summary>A centre, and half of the width of the box around it that every number stays in; null for everywhere.</summary>
    public (double[] Centre, double Radius)? Box { get; init; }

    /// <summary>Draws points: from the prior, and around given centres at random distances.</summary>
    public void Draw(ref RandomStream random, int free, IReadOnlyList<double[]> centres, int near)
    {
        for (int i = 0; i < free; i++)
            Consider(encoding.Encode(situation.Space.Sample(ref random)));
        for (int i = 0; i < near && centres.Count > 0; i++)
            Consider(Perturb(centres[i % centres.Count], ref random));
    }

    /// <summary>Adds a point to the pool, if it meets the constraints and is new.</summary>
    public void Consider(double[] codes)
    {
        double[] snapped = Snap(codes);
        if (Allowed(snapped) is not null)
            pool.Add((snapped, acquisition.Value(features.Of(snapped))));
    }

    /// <summary>The best point found.</summary>
    public ParameterSet? Best(int starts, int evaluations)
    {
        if (pool.Count == 0)
            return null;
        foreach ((double[] codes, double _) in Spread(starts))
            Climb(codes, evaluations);
        // The first of equals, so that the order of evaluation decides nothing.
        (double[] best, double value) = pool[0];
        foreach ((double[] codes, double other) in pool)
        {
            if (other > value)
                (best, value) = (codes, other);
        }

        return Allowed(Exchange(best, value));
    }

    /// <summary>Improves points one number at a time over random values of it: finds what gradients from one basin do not.</summary>
    public void Sweep(ref RandomStream random, IReadOnlyList<double[]> starts, int values)
    {
        foreach (double[] start in starts)
        {
            double[] codes = [.. start];
            double value = acquisition.Value(features.Of(codes));
            for (int round = 0; round < 2; round++)
            {
                for (int i = 0; i < codes.Length; i++)
                {
                    bool number = encoding.Axes[i].Kind is AxisKind.Continuous or AxisKind.Stepped && !double.IsNaN(codes[i]);
                    double best = codes[i];
                    for (int k = 0; k < values; k++)
                    {
                        double unit = (k + random.NextDouble()) / values;
                        if (!number)
                            continue;
                        double[] candidate = [.. codes];
                        candidate[i] = encoding.Axes[i].Snap(unit);
                        double found = acquisition.Value(features.Of(candidate));
                        if (found > value)
                            (best, value) = (candidate[i], found);
                    }

                    codes[i] = best;
                }
            }

            Consider(codes);
        }
    }

    private (double Low, double High) Bounds(int parameter) => Box is not var (centre, radius) || double.IsNaN(centre[parameter])
        ? (0, 1)
        : (Math.Max(0, centre[parameter] - radius), Math.Min(1, centre[parameter] + radius));

    // The best draws that are not close to a better one.
    private List<(double[] Codes, double Value)> Spread(int count)
    {
        var chosen = new List<(double[] Codes, double Value)>();
        foreach ((double[] codes, double value) entry in pool.OrderByDescending(entry => entry.Value))
        {
            if (chosen.All(other => Distance(other.Codes, entry.codes) > 0.02 * (Box?.Radius ?? 1)))
                chosen.Add(entry);
            if (chosen.Count == count)
                break;
        }

        return chosen;
    }

    private static double Distance(double[] left, double[] right)
    {
        double most = 0;
        for (int i = 0; i < left.Length; i++)
        {
            if (!double.IsNaN(left[i] - right[i]))
                most = Math.Max(most, Math.Abs(left[i] - right[i]));
            else if (double.IsNaN(left[i]) != double.IsNaN(right[i]))
                return 1;
        }

        return most;
    }

    private void Climb(double[] codes, int evaluations)
    {
        int[] free = [
            .. Enumerable.Range(0, codes.Length).Where(
                i => encoding.Axes[i].Kind is AxisKind.Continuous or AxisKind.Stepped && !double.IsNaN(codes[i]))
        ];
        if (free.Length == 0)
            return;
        double[] point = features.Of(codes),
            slopes = new double[point.Length],
            x = new double[free.Length],
            low = new double[free.Length],
            high = new double[free.Length];
        for (int k = 0; k < free.Length; k++)
        {
            (low[k], high[k]) = Bounds(free[k]);
            x[k] = Math.Clamp(codes[free[k]], low[k], high[k]);
        }

        BoxLbfgs.Minimize(Negative, x, low, high, evaluations, 1e-6);
        double[] moved = [.. codes];
        for (int k = 0; k < free.Length; k++)
            moved[free[k]] = x[k];
        Consider(moved);

        double Negative(ReadOnlySpan<double> numbers, Span<double> gradient)
        {
            for (int k = 0; k < free.Length; k++)
                point[features.First[free[k]]] = numbers[k];
            double value = acquisition.Value(point, slopes);
            for (int k = 0; k < free.Length; k++)
                gradient[k] = -slopes[features.First[free[k]]];
            return -value;
        }
    }

    // Other choices of each category and the neighbours of each step, as long as one is better.
    private double[] Exchange(double[] codes, double value)
    {
        for (int round = 0; round < 3; round++)
        {
            bool changed = false;
            for (int i = 0; i < codes.Length; i++)
            {
                if (double.IsNaN(codes[i]))
                    continue;
                foreach (double other in Others(encoding.Axes[i], codes[i]))
                {
                    double[] candidate = [.. codes];
                    candidate[i] = other;
                    if (encoding.Space.IsConditional)
                        candidate = Complete(candidate);
                    if (Allowed(candidate) is null)
                        continue;
                    double found = acquisition.Value(features.Of(candidate));
                    if (found > value)
                        (codes, value, changed) = (candidate, found, true);
                }
            }

            if (!changed)
                break;
        }

        return codes;
    }

    private static IEnumerable<double> Others(Axis axis, double code)
    {
        if (axis.Kind == AxisKind.Category)
        {
            for (int choice = 0; choice < axis.Levels; choice++)
            {
                if (choice != (int)code)
                    yield return choice;
            }
        }
        else if (axis.Kind == AxisKind.Stepped)
        {
            (double low, double high) = axis.Cell(axis.Decode(code));
            if (low > 1e-9)
                yield return axis.Snap(low - 1e-9);
            if (high < 1 - 1e-9)
                yield return axis.Snap(high + 1e-9);
        }
    }

    private double[] Snap(double[] codes)
    {
        double[] snapped = [.. codes];
        for (int i = 0; i < snapped.Length; i++)
        {
            if (!double.IsNaN(snapped[i]))
                snapped[i] = encoding.Axes[i].Snap(snapped[i]);
        }

        return snapped;
    }

    private ParameterSet? Allowed(double[] codes)
    {
        if (!encoding.Space.IsConditional
            && encoding.Space.Constraints.Count == 0
            && encoding.Space.Parameters.Any(parameter => parameter.Distribution.Count is null))
            return encoding.Decode(codes);
        ParameterSet point = encoding.Decode(Complete(codes));
        return encoding.Space.Admits(point) && situation.IsNew(point) ? point : null;
    }

    // A change of a parent activates others: they start in the middle, and what became inactive goes.
    private double[] Complete(double[] codes)
    {
        if (!encoding.Space.IsConditional)
            return codes;
        double[] filled = [.. codes];
        for (int i = 0; i < filled.Length; i++)
        {
            if (double.IsNaN(filled[i]))
                filled[i] = encoding.Axes[i].Kind == AxisKind.Category ? 0 : 0.5;
        }

        return encoding.Encode(encoding.Decode(filled));
    }

    private double[] Perturb(double[] centre, ref RandomStream random)
    {
        double[] codes = [.. centre];
        // Distances from a fifth of the range down to a few thousandths.
        double size = (Box?.Radius ?? 0.2) * PortableMath.Exp(-5 * random.NextDouble());
        double share = random.NextDouble();
        for (int i = 0; i < codes.Length; i++)
        {
            double pick = random.NextDouble(), normal = random.NextNormal(), choice = random.NextDouble();
            if (double.IsNaN(codes[i]) || pick > Math.Max(share, 1.0 / codes.Length))
                continue;
            Axis axis = encoding.Axes[i];
            if (axis.Kind == AxisKind.Category)
                codes[i] = choice < 0.3 ? Math.Floor(choice / 0.3 * axis.Levels!.Value) : codes[i];
            else if (axis.Kind != AxisKind.Constant)
                codes[i] = Math.Clamp(codes[i] + (normal * size), Bounds(i).Low, Bounds(i).High);
        }

        return encoding.Space.IsConditional ? Complete(codes) : codes;
    }
}
