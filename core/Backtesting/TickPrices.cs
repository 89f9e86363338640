using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Prices in 16 bits, 32 to a vector: whole ticks from the middle of all prices, where quotes have so few different prices.
/// Exact, so that a bar touches a level in ticks if and only if it touches it in points.
/// </summary>
internal sealed unsafe class TickPrices
{
    // Room remains for levels beyond all prices.
    private const int Reach = 32_000;

    // The arrays are pinned; here they are kept alive.
    private readonly short[][] memory;
    private readonly short*[] opens;
    private readonly short*[] lows;

    private TickPrices(PointSeries series, int points, int middle)
    {
        (Points, Middle) = (points, middle);
        Closes = Ticks(series.Close, 0);
        short[] open = Ticks(series.Open, 0), low = Ticks(series.Low, short.MaxValue), high = Ticks(series.High, short.MinValue);
        memory = [open, Complement(open), low, Complement(high)];
        opens = [Start(memory[0]), Start(memory[1])];
        lows = [Start(memory[2]), Start(memory[3])];

        short[] Ticks(int[] prices, short padding)
        {
            short[] ticks = GC.AllocateUninitializedArray<short>(prices.Length, pinned: true);
            Convert(prices, points, middle, ticks);
            ticks.AsSpan(series.Count).Fill(padding);
            return ticks;
        }

        static short* Start(short[] values) => (short*)Unsafe.AsPointer(ref values[0]);
    }

    /// <summary>How many points make a tick.</summary>
    public int Points { get; }

    /// <summary>The price, in points, from which ticks are counted.</summary>
    public int Middle { get; }

    /// <summary>Last price of each bar.</summary>
    public short[] Closes { get; }

    /// <summary>
    /// First price of each bar: for longs as it is, for shorts its complement (−x − 1), so that their loss is a fall as well.
    /// </summary>
    public short* Opens(int side) => opens[side];

    /// <summary>
    /// Worst price of each bar, in the same way; beyond the last bar it touches no level. What is the worst for one side is the
    /// best for the other: a target is touched where the other side would touch a stop.
    /// </summary>
    public short* Lows(int side) => lows[side];

    /// <summary>The prices of a symbol, or null where they do not fit.</summary>
    public static TickPrices? Of(PointSeries series)
    {
        if (series.Count == 0)
            return null;
        (int lowest, int highest) = Range(series);
        int points = 10_000;
        while (points > 1
            && !(
                DivideAll(series.Open, series.Count, points)
                    && DivideAll(series.High, series.Count, points)
                    && DivideAll(series.Low, series.Count, points)
                    && DivideAll(series.Close, series.Count, points)))
            points /= 10;
        // The middle is a price, so that all prices are whole ticks from it.
        int middle = lowest + ((highest - lowest) / 2 / points * points);
        return (highest - middle) / points > Reach ? null : new TickPrices(series, points, middle);
    }

    /// <summary>The ticks within which a distance in points lies: a price of whole ticks is as far away as that or further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DistanceOf(int points) => (int)Math.Ceiling(points / (double)Points);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Lowest, int Highest) Range(PointSeries series)
    {
        Vector<int> low = new(int.MaxValue), high = new(int.MinValue);
        int i = 0;
        for (; i + Vector<int>.Count <= series.Count; i += Vector<int>.Count)
        {
            low = Vector.Min(low, new Vector<int>(series.Low, i));
            high = Vector.Max(high, new Vector<int>(series.High, i));
        }

        int lowest = int.MaxValue, highest = int.MinValue;
        for (int lane = 0; lane < Vector<int>.Count; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        for (; i < series.Count; i++)
            (lowest, highest) = (Math.Min(lowest, series.Low[i]), Math.Max(highest, series.High[i]));
        return (lowest, highest);
    }

    // Whether all prices are multiples: in single precision, whose quotients are off by far less than what tells the
    // neighbours of a multiple apart; the product is compared as an integer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool DivideAll(int[] prices, int count, int points)
    {
        int i = 0;
        var factor = new Vector<float>(1f / points);
        for (; i + Vector<int>.Count <= count; i += Vector<int>.Count)
        {
            var values = new Vector<int>(prices, i);
            Vector<int> quotients = Vector.ConvertToInt32(Vector.Round(Vector.ConvertToSingle(values) * factor));
            // A quotient beyond the precision is off, and the product with it: then prices have too many ticks anyway.
            if (quotients * new Vector<int>(points) != values)
                return false;
        }

        for (; i < count; i++)
        {
            if (prices[i] % points != 0)
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static short[] Complement(short[] values)
    {
        short[] complements = GC.AllocateUninitializedArray<short>(values.Length, pinned: true);
        int i = 0;
        for (; i + Vector<short>.Count <= values.Length; i += Vector<short>.Count)
            (~new Vector<short>(values, i)).CopyTo(complements, i);
        for (; i < values.Length; i++)
            complements[i] = (short)~values[i];
        return complements;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert(int[] prices, int points, int middle, short[] ticks)
    {
        int i = 0;
        var factor = new Vector<float>(1f / points);
        var origin = new Vector<int>(middle);
        for (; i + Vector<short>.Count <= prices.Length; i += Vector<short>.Count)
        {
            // Fewer than 2^15 ticks, so rounding to single precision leaves no doubt which.
            Vector<float> low = Vector.ConvertToSingle(new Vector<int>(prices, i) - origin) * factor;
            Vector<float> high = Vector.ConvertToSingle(new Vector<int>(prices, i + Vector<int>.Count) - origin) * factor;
            Vector.Narrow(Vector.ConvertToInt32(Vector.Round(low)), Vector.ConvertToInt32(Vector.Round(high))).CopyTo(ticks, i);
        }

        for (; i < prices.Length; i++)
            ticks[i] = (short)((prices[i] - middle) / points);
    }
}
