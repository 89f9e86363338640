namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>The density of the good trials: at most 25 kernels and the prior. Made anew for each proposal.</summary>
internal sealed class GoodMixture
{
    private readonly TpeAxis[] axes;
    private readonly int kernels;
    private readonly double[] weights;
    private readonly double[] cumulated;
    private readonly double[] means;
    private readonly double[] sigmas;
    private readonly double[] below;
    private readonly double[] mass;
    private readonly double[] constants;
    private readonly double[] logs;

    /// <summary>Makes the mixture.</summary>
    /// <param name="axes">The dimensions.</param>
    /// <param name="trials">The codes of the good trials in the order of their numbers.</param>
    /// <param name="priorWeight">The weight of the prior kernel.</param>
    /// <param name="endless">Whether all observations weigh the same.</param>
    public GoodMixture(TpeAxis[] axes, List<double[]> trials, double priorWeight, bool endless)
    {
        this.axes = axes;
        kernels = trials.Count + 1;
        weights = new double[kernels];
        cumulated = new double[kernels];
        logs = new double[kernels];
        constants = new double[kernels];
        (means, sigmas, below, mass) = (new double[axes.Length * kernels], new double[axes.Length * kernels], new double[axes.Length * kernels], new double[axes.Length * kernels]);
        double sum = 0;
        for (int k = 0; k < kernels; k++)
        {
            weights[k] = k < trials.Count ? (endless ? 1 : Bandwidths.Weight(k, trials.Count)) : trials.Count == 0 ? 1 : priorWeight;
            cumulated[k] = sum += weights[k];
        }

        double smallest = Bandwidths.Smallest(trials.Count);
        var sorted = new double[trials.Count];
        var order = new int[trials.Count];
        for (int d = 0; d < axes.Length; d++)
        {
            int row = d * kernels;
            for (int k = 0; k < trials.Count; k++)
                (sorted[k], order[k], means[row + k]) = (trials[k][axes[d].Index], k, trials[k][axes[d].Index]);
            if (axes[d].IsCategory)
                continue;
            Array.Sort(sorted, order);
            for (int position = 0; position < order.Length; position++)
                sigmas[row + order[position]] = Bandwidths.At(sorted, position, smallest);
            (means[row + trials.Count], sigmas[row + trials.Count]) = (0.5, 1);
            for (int k = 0; k < kernels; k++)
            {
                double sigma = sigmas[row + k];
                below[row + k] = PortableMath.NormalCdf(-means[row + k] / sigma);
                mass[row + k] = PortableMath.NormalCdf((1 - means[row + k]) / sigma) - below[row + k];
                constants[k] -= PortableMath.Log(mass[row + k] * (axes[d].Edges is null ? sigma : 1));
            }
        }

        for (int k = 0; k < kernels; k++)
            constants[k] += PortableMath.Log(weights[k]);
    }

    /// <summary>Draws a kernel.</summary>
    public int Draw(ref RandomStream random)
    {
        double position = random.NextDouble() * cumulated[^1];
        int kernel = 0;
        while (kernel < kernels - 1 && cumulated[kernel] <= position)
            kernel++;
        return kernel;
    }

    /// <summary>Draws a code from one dimension of a kernel.</summary>
    public double Draw(int d, int kernel, ref RandomStream random)
    {
        TpeAxis axis = axes[d];
        double unit = random.NextOpen();
        int row = d * kernels;
        if (!axis.IsCategory)
            return axis.Axis.Snap(means[row + kernel] + (sigmas[row + kernel] * PortableMath.NormalQuantile(below[row + kernel] + (unit * mass[row + kernel]))));
        double total = 0, sum = 0;
        for (int c = 0; c < axis.Choices; c++)
            total += ChoiceWeight(axis, row, kernel, c);
        for (int c = 0; c < axis.Choices - 1; c++)
        {
            sum += ChoiceWeight(axis, row, kernel, c);
            if (unit * total < sum)
                return c;
        }

        return axis.Choices - 1;
    }

    /// <summary>The logarithm of the density of all dimensions together, up to a constant.</summary>
    public double LogDensity(ReadOnlySpan<double> codes)
    {
        constants.CopyTo(logs, 0);
        for (int d = 0; d < axes.Length; d++)
            AddLogs(d, codes[d]);
        return LogSum(logs);
    }

    /// <summary>The logarithm of the density of one dimension by itself, up to a constant.</summary>
    public double LogDensity(int d, double code)
    {
        int row = d * kernels;
        for (int k = 0; k < kernels; k++)
            logs[k] = PortableMath.Log(weights[k]) - (axes[d].IsCategory ? 0 : PortableMath.Log(mass[row + k] * (axes[d].Edges is null ? sigmas[row + k] : 1)));
        AddLogs(d, code);
        return LogSum(logs);
    }

    private void AddLogs(int d, double code)
    {
        TpeAxis axis = axes[d];
        int row = d * kernels, level = axis.Edges is null ? 0 : axis.Level(code);
        for (int k = 0; k < kernels; k++)
        {
            if (axis.IsCategory)
            {
                double total = 0;
                for (int c = 0; c < axis.Choices; c++)
                    total += ChoiceWeight(axis, row, k, c);
                logs[k] += PortableMath.Log(ChoiceWeight(axis, row, k, (int)code) / total);
            }
            else if (axis.Edges is not null)
            {
                logs[k] += axis.LogMass(level, means[row + k], sigmas[row + k]);
            }
            else
            {
                double z = (code - means[row + k]) / sigmas[row + k];
                logs[k] -= 0.5 * z * z;
            }
        }
    }

    private double ChoiceWeight(TpeAxis axis, int row, int kernel, int choice) =>
        (axis.Prior[choice] / kernels) + (kernel < kernels - 1 && (int)means[row + kernel] == choice ? 1 : 0);

    internal static double LogSum(ReadOnlySpan<double> logs)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (double log in logs)
            max = Math.Max(max, log);
        if (double.IsNegativeInfinity(max))
            return max;
        foreach (double log in logs)
            sum += PortableMath.Exp(log - max);
        return max + PortableMath.Log(sum);
    }
}
