using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>
/// A mixture of product kernels, laid out for evaluating many points at once: one slot per kernel, eight at a time. A normal
/// kernel's exponent is a x² + b x + c, two fused operations; a discrete dimension multiplies by a factor looked up by the
/// point's level and the kernel's group. Sums run over slots in blocks of fixed size, so that they give the same bits whatever
/// the vectors' width.
/// </summary>
internal sealed class KernelMatrix(TpeAxis[] axes)
{
    private const int Block = 256, Lanes = 8, Together = 4;

    /// <summary>
    /// Eight kernels whose exponents all lie this far below the highest add less than 10⁻¹⁹ of it; most in many dimensions do.
    /// </summary>
    private const double Negligible = 45;

    private readonly double[] logs = new double[Block * Together];
    private readonly double[] factors = new double[Block];
    // Eight slots of one dimension side by side, a then b, dimension after dimension: read in the order in which it is stored.
    private double[] coefficients = [];
    private double[] parts = [];
    private double[] constants = [];
    private double[] weights = [];
    private int[] groups = [];

    /// <summary>Slots there is room for; those not in use have no weight.</summary>
    public int Capacity { get; private set; }

    /// <summary>The weight of each slot; 0 takes a slot out.</summary>
    public Span<double> Weights => weights;

    /// <summary>The group of each slot in a discrete dimension: an index into the rows of factors.</summary>
    public Span<int> Groups(int d) => groups.AsSpan(d * Capacity, Capacity);

    public void Grow(int slots)
    {
        if (slots <= Capacity)
            return;
        int old = Capacity;
        Capacity = Math.Max(32, (slots + (slots / 2) + Lanes - 1) / Lanes * Lanes);
        Array.Resize(ref weights, Capacity);
        Array.Resize(ref constants, Capacity);
        constants.AsSpan(old).Fill(double.NegativeInfinity);
        Array.Resize(ref coefficients, 2 * axes.Length * Capacity);
        parts = Widen(parts, old);
        groups = Widen(groups, old);
    }

    /// <summary>Sets a normal kernel, truncated to the unit interval; for a discrete dimension only its group counts.</summary>
    public void SetNormal(int d, int slot, double mean, double sigma, double logMass)
    {
        double precision = 0.5 / (sigma * sigma);
        int at = ((((slot / Lanes) * axes.Length) + d) * 2 * Lanes) + (slot % Lanes);
        (coefficients[at], coefficients[at + Lanes]) = (-precision, 2 * mean * precision);
        parts[(d * Capacity) + slot] = -(mean * mean * precision) - logMass - PortableMath.Log(sigma);
    }

    /// <summary>Puts a slot to use after its kernels were set.</summary>
    public void Activate(int slot)
    {
        double sum = 0;
        for (int d = 0; d < axes.Length; d++)
            sum += axes[d].IsDiscrete ? 0 : parts[(d * Capacity) + slot];
        constants[slot] = sum;
    }

    /// <summary>Takes a slot out of use.</summary>
    public void Deactivate(int slot) => (constants[slot], weights[slot]) = (double.NegativeInfinity, 0);

    /// <summary>The logarithms of the densities at several points, up to a constant that is the same for all.</summary>
    /// <param name="points">Rows of codes, one per dimension of this matrix.</param>
    /// <param name="only">The one dimension to look at, or −1 for the product of all.</param>
    /// <param name="row">The factors of a discrete dimension at a level, by group.</param>
    /// <param name="results">One per point.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void LogDensities(double[][] points, int only, Func<int, int, double[]> row, Span<double> results)
    {
        int[] continuous = [.. Enumerable.Range(0, axes.Length).Where(d => !axes[d].IsDiscrete && (only < 0 || d == only))];
        int[] discrete = [.. Enumerable.Range(0, axes.Length).Where(d => axes[d].IsDiscrete && (only < 0 || d == only))];
        var rows = new double[discrete.Length][];
        Span<double> tops = stackalloc double[Together], sums = stackalloc double[Together];
        for (int first = 0; first < points.Length; first += Together)
        {
            int live = Math.Min(Together, points.Length - first);
            tops.Fill(double.NegativeInfinity);
            sums.Clear();
            for (int start = 0; start < Capacity; start += Block)
            {
                int length = Math.Min(Block, Capacity - start);
                Exponents(points, first, live, continuous, only, start, length);
                for (int k = 0; k < live; k++)
                {
                    Span<double> factor = factors.AsSpan(0, length);
                    weights.AsSpan(start, length).CopyTo(factor);
                    for (int j = 0; j < discrete.Length; j++)
                        Multiply(
                            factor,
                            row(discrete[j], axes[discrete[j]].Level(points[first + k][discrete[j]])),
                            groups.AsSpan((discrete[j] * Capacity) + start, length));
                    Accumulate(logs.AsSpan(k * Block, length), factor, ref tops[k], ref sums[k]);
                }
            }

            for (int k = 0; k < live; k++)
                results[first + k] = tops[k] + PortableMath.Log(sums[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Exponents(double[][] points, int first, int live, int[] continuous, int only, int start, int length)
    {
        // The coordinates of four points, dimension after dimension; a missing point repeats the last.
        Span<double> coordinates = stackalloc double[Together * continuous.Length];
        for (int j = 0; j < continuous.Length; j++)
        {
            for (int k = 0; k < Together; k++)
                coordinates[(j * Together) + k] = points[first + Math.Min(k, live - 1)][continuous[j]];
        }

        ref double coefficient = ref MemoryMarshal.GetArrayDataReference(coefficients), log = ref MemoryMarshal.GetArrayDataReference(logs);
        ref double coordinate = ref MemoryMarshal.GetReference(coordinates);
        ref int dimension = ref MemoryMarshal.GetArrayDataReference(continuous);
        int stride = 2 * Lanes * axes.Length;
        for (int i = 0; i < length; i += Lanes)
        {
            Vector512<double> sum0 = Base(start + i, only), sum1 = sum0, sum2 = sum0, sum3 = sum0;
            int row = (start + i) / Lanes * stride;
            for (int j = 0; j < continuous.Length; j++)
            {
                nuint offset = (nuint)(row + (2 * Lanes * Unsafe.Add(ref dimension, j)));
                Vector512<double> a = Vector512.LoadUnsafe(ref coefficient, offset),
                    b = Vector512.LoadUnsafe(ref coefficient, offset + Lanes);
                ref double four = ref Unsafe.Add(ref coordinate, j * Together);
                Vector512<double> x0 = Vector512.Create(four), x1 = Vector512.Create(Unsafe.Add(ref four, 1));
                Vector512<double> x2 = Vector512.Create(Unsafe.Add(ref four, 2)), x3 = Vector512.Create(Unsafe.Add(ref four, 3));
                sum0 = Vector512.FusedMultiplyAdd(x0, Vector512.FusedMultiplyAdd(x0, a, b), sum0);
                sum1 = Vector512.FusedMultiplyAdd(x1, Vector512.FusedMultiplyAdd(x1, a, b), sum1);
                sum2 = Vector512.FusedMultiplyAdd(x2, Vector512.FusedMultiplyAdd(x2, a, b), sum2);
                sum3 = Vector512.FusedMultiplyAdd(x3, Vector512.FusedMultiplyAdd(x3, a, b), sum3);
            }

            sum0.StoreUnsafe(ref log, (nuint)i);
            sum1.StoreUnsafe(ref log, (nuint)(i + Block));
            sum2.StoreUnsafe(ref log, (nuint)(i + (2 * Block)));
            sum3.StoreUnsafe(ref log, (nuint)(i + (3 * Block)));
        }
    }

    private Vector512<double> Base(int slot, int only)
    {
        Vector512<double> all = Vector512.LoadUnsafe(ref constants[slot]);
        if (only < 0)
            return all;
        Vector512<double> part = axes[only].IsDiscrete ? Vector512<double>.Zero : Vector512.LoadUnsafe(ref parts[(only * Capacity) + slot]);
        return Vector512.ConditionalSelect(Vector512.Equals(all, Vector512.Create(double.NegativeInfinity)), all, part);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<double> factors, double[] row, ReadOnlySpan<int> groups)
    {
        for (int slot = 0; slot < factors.Length; slot++)
            factors[slot] *= row[groups[slot]];
    }

    // Log-sum-exp, block by block: earlier sums are scaled down when a higher exponent appears.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(ReadOnlySpan<double> exponents, ReadOnlySpan<double> factors, ref double top, ref double total)
    {
        ReadOnlySpan<Vector512<double>> lanes = MemoryMarshal.Cast<double,
            Vector512<double>>(exponents),
            factor = MemoryMarshal.Cast<double,
            Vector512<double>>(factors);
        Vector512<double> max = lanes[0];
        for (int i = 1; i < lanes.Length; i++)
            max = Vector512.Max(max, lanes[i]);
        double highest = max[0];
        for (int lane = 1; lane < Lanes; lane++)
            highest = Math.Max(highest, max[lane]);
        if (double.IsNegativeInfinity(highest))
            return;
        if (highest > top)
            (total, top) = (total * PortableMath.Exp(top - highest), highest);
        Vector512<double> shift = Vector512.Create(top), sum = Vector512<double>.Zero;
        Vector512<double> negligible = Vector512.Create(top - Negligible);
        for (int i = 0; i < lanes.Length; i++)
        {
            if (!Vector512.LessThanAll(lanes[i], negligible))
                sum = Vector512.FusedMultiplyAdd(factor[i], PortableMath.Exp(lanes[i] - shift), sum);
        }

        double added = 0;
        for (int lane = 0; lane < Lanes; lane++)
            added += sum[lane];
        total += added;
    }

    private T[] Widen<T>(T[] values, int old)
    {
        var wide = new T[axes.Length * Capacity];
        for (int d = 0; d < axes.Length; d++)
            values.AsSpan(d * old, old).CopyTo(wide.AsSpan(d * Capacity));
        return wide;
    }
}
