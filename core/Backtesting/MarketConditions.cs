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
        double pip = series.Bars.PipSize, perPip = series.PointsPerPip, factor = scenario.SpreadFactor;
        double others = (2 * scenario.SlippagePips) + scenario.CommissionPips;
        CostCodes = series.Spreads?.Codes;
        double[] spreads = series.Spreads?.Values ?? series.Bars.Spread;
        Costs = GC.AllocateArray<int>(spreads.Length + PointSeries.Padding, pinned: true);
        if (scenario.SpreadPips is double fixedSpread)
        {
            Array.Fill(Costs, ToCost((fixedSpread + others) * perPip));
            LeastCost = Math.Min(Costs[0], 0);
            return;
        }

        for (int i = 0; i < spreads.Length; i++)
        {
            Costs[i] = ToCost(((factor * spreads[i] / pip) + others) * perPip);
            LeastCost = Math.Min(LeastCost, Costs[i]);
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
    /// What a round trip costs that pays the spread of a bar, in whole points: by <see cref="CostCodes"/>, or by bar where there are
    /// none. A long pays the spread of its entry bar, a short that of its exit bar. Pinned, and longer by some that may be read.
    /// </summary>
    public int[] Costs { get; }

    /// <summary>By bar its place in <see cref="Costs"/>, or null where costs are by bar.</summary>
    public ushort[]? CostCodes { get; }

    /// <summary>What a round trip costs that pays the spread of a bar.</summary>
    public int CostAt(int bar) => Costs[CostCodes is ushort[] codes ? codes[bar] : bar];

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
