using System.Numerics;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>One symbol under one scenario: which bars are traded, when orders fill and what a trade costs.</summary>
internal sealed class MarketConditions
{
    /// <summary>Applies a scenario to a symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MarketConditions(PointSeries series, Scenario scenario)
    {
        Series = series;
        Delay = scenario.DelayBars;
        Begin = scenario.From is DateTime from ? FirstAt(series.Bars.Times, from.Ticks) : 0;
        End = Math.Max(Begin, scenario.To is DateTime to ? FirstAt(series.Bars.Times, to.Ticks) : series.Count);
        OpenAndCost = GC.AllocateUninitializedArray<long>(series.Count);
        double[] spread = series.Bars.Spread;
        double pip = series.Bars.PipSize;
        double perPip = series.PointsPerPip;
        double factor = scenario.SpreadFactor;
        double others = (2 * scenario.SlippagePips) + scenario.CommissionPips;
        if (scenario.SpreadPips is double fixedSpread)
        {
            long cost = (long)ToCost((fixedSpread + others) * perPip) << 32;
            for (int bar = 0; bar < OpenAndCost.Length; bar++)
                OpenAndCost[bar] = cost | (uint)series.Open[bar];
            return;
        }

        int i = 0;
        var limit = new Vector<double>(PointSeries.Limit);
        for (; i + Vector<int>.Count <= OpenAndCost.Length; i += Vector<int>.Count)
        {
            Vector.Widen(Vector.AsVectorUInt32(new Vector<int>(series.Open, i)), out Vector<ulong> low, out Vector<ulong> high);
            (ToCosts(i) | Vector.AsVectorInt64(low)).CopyTo(OpenAndCost, i);
            (ToCosts(i + Vector<long>.Count) | Vector.AsVectorInt64(high)).CopyTo(OpenAndCost, i + Vector<long>.Count);
        }

        for (; i < OpenAndCost.Length; i++)
            OpenAndCost[i] = ((long)ToCost(((factor * spread[i] / pip) + others) * perPip) << 32) | (uint)series.Open[i];

        Vector<long> ToCosts(int at)
        {
            Vector<double> points = ((new Vector<double>(factor) * new Vector<double>(spread, at) / new Vector<double>(pip)) + new Vector<double>(others)) * new Vector<double>(perPip);
            return Vector.ConvertToInt64(Vector.Max(Vector.Min(Vector.Round(points), limit), -limit)) << 32;
        }
    }

    /// <summary>The symbol.</summary>
    public PointSeries Series { get; }

    /// <summary>The first bar traded.</summary>
    public int Begin { get; }

    /// <summary>The first bar no longer traded.</summary>
    public int End { get; }

    /// <summary>Bars between the usual fill, the open after the signal, and the fill here.</summary>
    public int Delay { get; }

    /// <summary>
    /// By bar its open, in the lower half, and what a round trip entered there costs, both in whole points: together, because they
    /// are needed together.
    /// </summary>
    public long[] OpenAndCost { get; }

    /// <summary>Where slice <paramref name="slice"/> of <paramref name="slices"/> equal ones begins; for slice = slices, where the last ends.</summary>
    public int SliceBegin(int slice, int slices) => Begin + (int)((long)(End - Begin) * slice / slices);

    /// <summary>The span in years between the open times of the first bar traded and of the last one before <paramref name="end"/>.</summary>
    public double Years(int end) =>
        end <= Begin ? 0 : TimeSpan.FromTicks(Series.Bars.Times[end - 1] - Series.Bars.Times[Begin]).TotalDays / 365.25;

    private static int ToCost(double points) => (int)Math.Clamp(Math.Round(points), -PointSeries.Limit, PointSeries.Limit);

    private static int FirstAt(long[] times, long ticks)
    {
        int index = Array.BinarySearch(times, ticks);
        return index < 0 ? ~index : index;
    }
}
