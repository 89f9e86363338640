using System.Numerics;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Recorded spreads in 16 bits: whole ticks above the lowest of them, where they are whole points and few enough. What a trade costs
/// under a scenario is then looked up by code, and no scenario needs memory by bar.
/// </summary>
internal sealed class SpreadCodes
{
    private SpreadCodes(ushort[] codes, double[] values) => (Codes, Values) = (codes, values);

    /// <summary>By bar the code of its spread; pinned, and longer than the bars by some that may be read.</summary>
    public ushort[] Codes { get; }

    /// <summary>By code the spread, exactly as it is recorded.</summary>
    public double[] Values { get; }

    /// <summary>The codes of some bars, or null where they do not hold the spreads exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SpreadCodes? Of(Bars bars, double pointsPerUnit)
    {
        double[] spreads = bars.Spread;
        if (spreads.Length == 0)
            return new SpreadCodes(GC.AllocateArray<ushort>(PointSeries.Padding, pinned: true), [0]);
        int i = 0;
        double points = 10_000;
        var scale = new Vector<double>(pointsPerUnit);
        var lowest = new Vector<double>(double.PositiveInfinity);
        Vector<double> highest = -lowest;
        for (; i + Vector<double>.Count <= spreads.Length; i += Vector<double>.Count)
        {
            var spread = new Vector<double>(spreads, i);
            Vector<double> whole = Vector.Round(spread * scale);
            if (!Vector.EqualsAll(whole / scale, spread))
                return null;
            lowest = Vector.Min(lowest, whole);
            highest = Vector.Max(highest, whole);
            // What larger ticks divide, smaller ones do.
            while (points > 1
                && !Vector.EqualsAll(Vector.Round(whole * new Vector<double>(1 / points)) * new Vector<double>(points), whole))
                points /= 10;
        }

        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int lane = 0; lane < Vector<double>.Count; lane++)
            (low, high) = (Math.Min(low, lowest[lane]), Math.Max(high, highest[lane]));
        for (; i < spreads.Length; i++)
        {
            double whole = Math.Round(spreads[i] * pointsPerUnit);
            if (whole / pointsPerUnit != spreads[i])
                return null;
            (low, high) = (Math.Min(low, whole), Math.Max(high, whole));
            while (points > 1 && Math.Round(whole * (1 / points)) * points != whole)
                points /= 10;
        }

        if (!((high - low) / points <= ushort.MaxValue) || !(Math.Abs(low) < PointSeries.Limit))
            return null;
        double[] values = new double[(int)Math.Round((high - low) / points) + 1];
        for (int code = 0; code < values.Length; code++)
            values[code] = (low + (code * points)) / pointsPerUnit;
        return new SpreadCodes(Encode(spreads, pointsPerUnit, low, points), values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ushort[] Encode(double[] spreads, double pointsPerUnit, double low, double points)
    {
        ushort[] codes = GC.AllocateUninitializedArray<ushort>(spreads.Length + PointSeries.Padding, pinned: true);
        codes.AsSpan(spreads.Length).Clear();
        var scale = new Vector<double>(pointsPerUnit);
        var origin = new Vector<double>(low);
        var factor = new Vector<double>(1 / points);
        int i = 0;
        for (; i + Vector<ushort>.Count <= spreads.Length; i += Vector<ushort>.Count)
            Vector.Narrow(Some(i), Some(i + Vector<int>.Count)).CopyTo(codes, i);
        for (; i < spreads.Length; i++)
            codes[i] = (ushort)Math.Round((Math.Round(spreads[i] * pointsPerUnit) - low) / points);
        return codes;

        Vector<uint> Some(int at)
        {
            Vector<double> first = (Vector.Round(new Vector<double>(spreads, at) * scale) - origin) * factor;
            Vector<double> second = (Vector.Round(new Vector<double>(spreads, at + Vector<double>.Count) * scale) - origin) * factor;
            // Fewer than 2^16 codes: single precision leaves no doubt which.
            return Vector.AsVectorUInt32(Vector.ConvertToInt32(Vector.Round(Vector.Narrow(first, second))));
        }
    }
}
