using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>One symbol under one scenario: which bars are traded, when orders fill and what a trade costs.</summary>
internal sealed class MarketConditions
{
    /// <summary>Applies a scenario to a symbol.</summary>
    public MarketConditions(PointSeries series, Scenario scenario)
    {
        Series = series;
        Delay = scenario.DelayBars;
        Begin = scenario.From is DateTime from ? FirstAt(series.Bars.Times, from.Ticks) : 0;
        End = Math.Max(Begin, scenario.To is DateTime to ? FirstAt(series.Bars.Times, to.Ticks) : series.Count);
        OpenAndCost = GC.AllocateUninitializedArray<long>(series.Count + PointSeries.Padding, pinned: true);
        OpenAndCost.AsSpan(series.Count).Clear();
        int count = series.Count;
        double[] spread = series.Bars.Spread;
        double pip = series.Bars.PipSize;
        double perPip = series.PointsPerPip;
        double factor = scenario.SpreadFactor;
        double others = (2 * scenario.SlippagePips) + scenario.CommissionPips;
        if (scenario.SpreadPips is double fixedSpread)
        {
            int one = ToCost((fixedSpread + others) * perPip);
            LeastCost = Math.Min(one, 0);
            long cost = (long)one << 32;
            for (int bar = 0; bar < count; bar++)
                OpenAndCost[bar] = cost | (uint)series.Open[bar];
            return;
        }

        int i = 0;
        if (Avx.IsSupported)
        {
            // AVX and no more: what needs AVX-512, as turning doubles into long integers does, no image holds ahead of time.
            Vector256<double> limit = Vector256.Create((double)PointSeries.Limit);
            Vector128<int> least = default;
            for (; i + Vector128<int>.Count <= count; i += Vector128<int>.Count)
            {
                Vector256<double> points = (
                    (
                        Vector256.Create(factor) * Vector256.Create(spread,
                            i) / Vector256.Create(pip)) + Vector256.Create(others)) * Vector256.Create(perPip);
                Vector128<int> costs = Avx.ConvertToVector128Int32(Avx.Max(Avx.Min(points, limit), -limit));
                least = Vector128.Min(least, costs);
                Vector128<int> opens = Vector128.Create(series.Open, i);
                Sse2.UnpackLow(opens, costs).AsInt64().CopyTo(OpenAndCost, i);
                Sse2.UnpackHigh(opens, costs).AsInt64().CopyTo(OpenAndCost, i + Vector128<long>.Count);
            }

            for (int lane = 0; lane < Vector128<int>.Count; lane++)
                LeastCost = Math.Min(LeastCost, least[lane]);
        }

        for (; i < count; i++)
        {
            int cost = ToCost(((factor * spread[i] / pip) + others) * perPip);
            LeastCost = Math.Min(LeastCost, cost);
            OpenAndCost[i] = ((long)cost << 32) | (uint)series.Open[i];
        }
    }

    /// <summary>The least that a trade costs, in points: below 0 where it is paid for, as a recorded spread may have it; else 0.</summary>
    public int LeastCost { get; private init; }

    /// <summary>The symbol.</summary>
    public PointSeries Series { get; }

    /// <summary>The first bar traded.</summary>
    public int Begin { get; }

    /// <summary>The first bar no longer traded.</summary>
    public int End { get; }

    /// <summary>Bars between the usual fill, the open after the signal, and the fill here.</summary>
    public int Delay { get; }

    /// <summary>
    /// By bar its open, in the lower half, and what a round trip costs that pays this bar's spread, both in whole points: together,
    /// because they are needed together. A long pays the spread of its entry bar, a short that of its exit bar. Pinned, and longer than the
    /// bars by some that may be read.
    /// </summary>
    public long[] OpenAndCost { get; }

    /// <summary>
    /// Where slice <paramref name="slice"/> of <paramref name="slices"/> equal ones begins; for slice = slices, where the last ends.
    /// </summary>
    public int SliceBegin(int slice, int slices) => Begin + (int)((long)(End - Begin) * slice / slices);

    /// <summary>
    /// The span in years between the open times of the first bar traded and of the last one before <paramref name="end"/>.
    /// </summary>
    public double Years(int end) =>
        end <= Begin ? 0 : TimeSpan.FromTicks(Series.Bars.Times[end - 1] - Series.Bars.Times[Begin]).TotalDays / 365.25;

    private static int ToCost(double points) => (int)Math.Clamp(Math.Round(points), -PointSeries.Limit, PointSeries.Limit);

    private static int FirstAt(long[] times, long ticks)
    {
        int index = Array.BinarySearch(times, ticks);
        return index < 0 ? ~index : index;
    }
}
