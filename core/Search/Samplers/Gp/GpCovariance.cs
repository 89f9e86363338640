using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>Covariances between one point and many, eight at a time.</summary>
internal sealed class GpCovariance
{
    private const double Root5 = 2.2360679774997896964;
    private readonly GpPoints points;
    private readonly GpSettings settings;
    private readonly double[] jointWeights;
    private readonly double[] sumWeights = [];

    public GpCovariance(GpPoints points, GpSettings settings)
    {
        (this.points, this.settings) = (points, settings);
        jointWeights = [.. points.ScaleOf.Select(scale => settings.Weights[scale])];
        Joint = new double[points.Stride];
        JointSlope = new double[points.Stride];
        if (settings.SumWeights is not { } sums)
            return;
        sumWeights = [.. points.ScaleOf.Select(scale => sums[scale])];
        Sum = new double[points.Stride];
        SumSlopes = [.. sumWeights.Select(_ => new double[points.Stride])];
        square = new double[points.Stride];
    }

    private readonly double[] square = [];

    /// <summary>Correlations of the joint part after <see cref="Row"/>.</summary>
    public double[] Joint { get; }

    /// <summary>Their derivatives by the weighted squared distance.</summary>
    public double[] JointSlope { get; }

    /// <summary>Mean correlations of the one-parameter parts; empty without them.</summary>
    public double[] Sum { get; } = [];

    /// <summary>Derivatives of <see cref="Sum"/> by each feature's weighted squared difference.</summary>
    public double[][] SumSlopes { get; } = [];

    public ReadOnlySpan<double> JointWeights => jointWeights;

    public ReadOnlySpan<double> SumWeights => sumWeights;

    /// <summary>The covariances between a point and the first <paramref name="length"/> training points, a multiple of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<double> point, int length, Span<double> covariance)
    {
        Correlate(point, jointWeights, length, Joint, JointSlope);
        Vector512<double> signal = Vector512.Create(settings.Signal);
        for (int j = 0; j < length; j += Lanes.Width)
            (signal * Vector512.LoadUnsafe(ref Joint[j])).CopyTo(covariance[j..]);
        if (sumWeights.Length == 0)
            return;
        Array.Clear(Sum);
        Vector512<double> share = Vector512.Create(1.0 / points.Scales), sumSignal = Vector512.Create(settings.SumSignal);
        // Columns of one category belong together: their squared differences are added before the shape is applied.
        for (int f = 0; f < sumWeights.Length;)
        {
            int end = f + 1;
            while (end < sumWeights.Length && points.ScaleOf[end] == points.ScaleOf[f])
                end++;
            double[] slope = SumSlopes[f];
            Correlate(point, f, end, length, square, slope);
            for (int j = 0; j < length; j += Lanes.Width)
            {
                (Vector512.LoadUnsafe(ref Sum[j]) + (share * Vector512.LoadUnsafe(ref square[j]))).CopyTo(Sum.AsSpan(j));
                (share * Vector512.LoadUnsafe(ref slope[j])).CopyTo(slope.AsSpan(j));
            }

            for (int other = f + 1; other < end; other++)
                slope.AsSpan(0, length).CopyTo(SumSlopes[other]);
            f = end;
        }

        for (int j = 0; j < length; j += Lanes.Width)
            Vector512.FusedMultiplyAdd(
                sumSignal, Vector512.LoadUnsafe(ref Sum[j]), Vector512.LoadUnsafe(ref covariance[j])).CopyTo(covariance[j..]);
    }

    private void Correlate(ReadOnlySpan<double> point, double[] weights, int length, double[] correlation, double[] slope) =>
        Correlate(point, 0, weights.Length, weights, length, correlation, slope);

    private void Correlate(ReadOnlySpan<double> point, int first, int end, int length, double[] correlation, double[] slope) =>
        Correlate(point, first, end, sumWeights, length, correlation, slope);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Correlate(
        ReadOnlySpan<double> point, int first, int end, double[] weights, int length, double[] correlation, double[] slope)
    {
        for (int j = 0; j < length; j += Lanes.Width)
        {
            Vector512<double> squared = Vector512<double>.Zero;
            for (int f = first; f < end; f++)
            {
                Vector512<double> difference = Vector512.Create(point[f]) - Vector512.LoadUnsafe(ref points.Columns[f][j]);
                squared = Vector512.FusedMultiplyAdd(Vector512.Create(weights[f]), difference * difference, squared);
            }

            if (settings.Shape == GpShape.Gaussian)
            {
                Vector512<double> value = PortableMath.Exp(Vector512.Create(-0.5) * squared);
                value.StoreUnsafe(ref correlation[j]);
                (Vector512.Create(-0.5) * value).StoreUnsafe(ref slope[j]);
            }
            else
            {
                Vector512<double> t = Vector512.Create(Root5) * Vector512.Sqrt(squared);
                Vector512<double> decay = PortableMath.Exp(-t), one = Vector512<double>.One;
                (
                    Vector512.FusedMultiplyAdd(
                        t, Vector512.FusedMultiplyAdd(t, Vector512.Create(1.0 / 3), one), one) * decay).StoreUnsafe(ref correlation[j]);
                (Vector512.Create(-5.0 / 6) * (one + t) * decay).StoreUnsafe(ref slope[j]);
            }
        }
    }
}
