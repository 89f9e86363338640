using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Mean and variance of numbers seen so far, merged batch by batch (Chan, Golub and LeVeque 1979).</summary>
/// <param name="count">How many numbers are watched side by side.</param>
internal sealed class RunningMoments(int count)
{
    // A little weight on mean 0 and variance 1 at the start.
    private double weight = 1e-4;

    /// <summary>The means.</summary>
    public double[] Mean { get; } = new double[count];

    /// <summary>The variances.</summary>
    public double[] Variance { get; } = [.. Enumerable.Repeat(1.0, count)];

    /// <summary>Adds rows.</summary>
    /// <param name="values">The rows.</param>
    /// <param name="stride">From a row to the next.</param>
    /// <param name="rows">How many rows.</param>
    public void Add(ReadOnlySpan<float> values, int stride, int rows)
    {
        for (int i = 0; i < count; i++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < rows; row++)
                sum += values[(row * stride) + i];
            double mean = sum / rows;
            for (int row = 0; row < rows; row++)
            {
                double apart = values[(row * stride) + i] - mean;
                squares += apart * apart;
            }

            double delta = mean - Mean[i], total = weight + rows;
            Variance[i] = ((Variance[i] * weight) + squares + (delta * delta * weight * rows / total)) / total;
            Mean[i] += delta * rows / total;
        }

        weight += rows;
    }

    /// <summary>Writes them.</summary>
    public void Save(StateWriter state)
    {
        state.Write(weight);
        state.Write<double>(Mean);
        state.Write<double>(Variance);
    }

    /// <summary>Reads them.</summary>
    public void Load(StateReader state)
    {
        weight = state.Double();
        state.Read<double>(Mean);
        state.Read<double>(Variance);
    }
}
