using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Sums;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The bars of one symbol with prices as whole numbers of points. Whether a bar touches a level, what a trade earns and
/// what a moving average is are then exact, and the same on every machine.
/// </summary>
/// <remarks>
/// A point is a ten-thousandth of a pip, coarser (a thousandth, a hundredth, …) where prices exceed 100,000 pips, so that
/// every price fits 30 bits. Quotes carry a tenth or a hundredth of a pip at most; nothing is lost.
/// </remarks>
public sealed class PointSeries
{
    /// <summary>Every price and distance is below this many points, so that sums of two fit 32 bits.</summary>
    internal const int Limit = 1 << 30;

    /// <summary>How many elements after the last bar may be read; they touch no level.</summary>
    internal const int Padding = 128;

    private readonly Lazy<long[]> closeSums;
    private readonly Lazy<byte[]> hours;
    private readonly Lazy<SidedPrices[]> sides;
    private readonly Lazy<BlockLows> blockLows;
    private readonly Lazy<SpreadCodes?> spreads;

    /// <summary>Converts bars.</summary>
    /// <exception cref="InvalidInputException">A price is too many pips for the pip size.</exception>
    public PointSeries(Bars bars)
    {
        Bars = bars;
        double highest = HighestOf(bars.High);
        PointsPerPip = 10_000;
        while (PointsPerPip > 1 && highest / bars.PipSize * PointsPerPip >= Limit)
            PointsPerPip /= 10;
        if (!(highest / bars.PipSize * PointsPerPip < Limit - 1))
        {
            throw new InvalidInputException(
                bars.Symbol,
                $"a price of {highest} is more than 1,000,000,000 pips of {bars.PipSize}.", $"Set a larger pip size for {bars.Symbol}.");
        }

        double scale = PointsPerPip / bars.PipSize;
        // 10,000 / 0.0001 must be 100,000,000 whatever the rounding of 0.0001.
        if (Math.Abs(scale - Math.Round(scale)) <= scale * 1e-12)
            scale = Math.Round(scale);
        PointsPerUnit = scale;
        Open = Convert(bars.Open, scale, 0);
        High = Convert(bars.High, scale, -int.MaxValue);
        Low = Convert(bars.Low, scale, int.MaxValue);
        Close = Convert(bars.Close, scale, 0);
        closeSums = new Lazy<long[]>(() => PrefixSums(Close, Count));
        hours = new Lazy<byte[]>(() => HoursOf(bars.Times));
        sides = new Lazy<SidedPrices[]>(() => SidedPrices.Both(this));
        blockLows = new Lazy<BlockLows>(() => new BlockLows(this));
        spreads = new Lazy<SpreadCodes?>(() => SpreadCodes.Of(bars, PointsPerUnit));
        Ticks = TickPrices.Of(this);
    }

    /// <summary>The bars in quote units.</summary>
    public Bars Bars { get; }

    /// <summary>How many bars.</summary>
    public int Count => Bars.Count;

    /// <summary>How many points make a pip.</summary>
    public int PointsPerPip { get; }

    /// <summary>How many points make one quote unit.</summary>
    public double PointsPerUnit { get; }

    /// <summary>First price of each bar, in points; longer than <see cref="Count"/>.</summary>
    internal int[] Open { get; }

    /// <summary>Highest price of each bar, in points; longer than <see cref="Count"/>.</summary>
    internal int[] High { get; }

    /// <summary>Lowest price of each bar, in points; longer than <see cref="Count"/>.</summary>
    internal int[] Low { get; }

    /// <summary>Last price of each bar, in points; longer than <see cref="Count"/>.</summary>
    internal int[] Close { get; }

    /// <summary>Element i is the sum of the first i closes, in points.</summary>
    internal long[] CloseSums => closeSums.Value;

    /// <summary>The UTC hour in which each bar opens.</summary>
    internal byte[] Hours => hours.Value;

    /// <summary>Prices as longs and as shorts see them.</summary>
    internal SidedPrices[] Sides => sides.Value;

    /// <summary>Prices in ticks, or null where they do not fit 16 bits.</summary>
    internal TickPrices? Ticks { get; }

    /// <summary>Recorded spreads in 16 bits, or null where they do not fit.</summary>
    internal SpreadCodes? Spreads => spreads.Value;

    /// <summary>The worst price of any run of bars.</summary>
    internal BlockLows BlockLows => blockLows.Value;

    /// <summary>A distance in pips as points, as in <see cref="ToDistance"/>.</summary>
    internal int Distance(double pips) => ToDistance(pips * PointsPerPip);

    /// <summary>A distance rounded to whole points, at least one, at most the limit that no price reaches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ToDistance(double points) => (int)Math.Clamp(Math.Round(points), 1, Limit);

    private static double HighestOf(double[] prices)
    {
        double highest = 0;
        foreach (double price in prices)
            highest = Math.Max(highest, price);
        return highest;
    }

    private static int[] Convert(double[] prices, double scale, int padding)
    {
        int[] points = GC.AllocateUninitializedArray<int>(prices.Length + Padding, pinned: true);
        for (int i = 0; i < prices.Length; i++)
            points[i] = (int)Math.Round(prices[i] * scale);
        points.AsSpan(prices.Length).Fill(padding);
        return points;
    }

    private static byte[] HoursOf(long[] times)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(times.Length);
        for (int i = 0; i < times.Length; i++)
            result[i] = (byte)((ulong)times[i] / (ulong)TimeSpan.TicksPerHour % 24);
        return result;
    }

    private static long[] PrefixSums(int[] values, int count)
    {
        long[] sums = GC.AllocateUninitializedArray<long>(count + 1);
        long sum = 0;
        sums[0] = 0;
        for (int i = 0; i < count; i++)
        {
            sum += values[i];
            sums[i + 1] = sum;
        }

        return sums;
    }
}
