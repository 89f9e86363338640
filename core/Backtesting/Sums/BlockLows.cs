using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// The worst price of any run of bars, as one side sees it (<see cref="SidedPrices"/>): the whole blocks of 64 bars within it are
/// looked up, the bars at both ends looked at.
/// </summary>
internal sealed class BlockLows
{
    private const int Block = 64;

    private readonly PointSeries series;
    private readonly int[][] blocks;

    /// <summary>Finds the worst price of each block, for longs and for shorts.</summary>
    public BlockLows(PointSeries series)
    {
        this.series = series;
        int[] lowest = new int[series.Count / Block], negatedHighest = new int[lowest.Length];
        for (int block = 0; block < lowest.Length; block++)
        {
            lowest[block] = Scan(series.Low, block * Block, Block, 0);
            negatedHighest[block] = Scan(series.High, block * Block, Block, -1);
        }

        blocks = [lowest, negatedHighest];
    }

    /// <summary>
    /// The worst price of <paramref name="length"/> bars from <paramref name="bar"/> on; <see cref="PointSeries.Limit"/> for none.
    /// </summary>
    public int Lowest(int side, int bar, int length)
    {
        int[] prices = side == 0 ? series.Low : series.High;
        int first = (bar + Block - 1) / Block, last = (bar + length) / Block;
        if (last <= first)
            return Scan(prices, bar, length, -side);
        int head = (first * Block) - bar, end = last * Block;
        int ends = Math.Min(Scan(prices, bar, head, -side), Scan(prices, end, bar + length - end, -side));
        return Math.Min(ends, Scan(blocks[side], first, last - first, 0));
    }

    // The lowest of some prices, or, where the sign is -1, the lowest negated one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Scan(int[] prices, int from, int count, int sign)
    {
        int lowest = PointSeries.Limit, i = from, end = from + count;
        if (count >= Vector256<int>.Count)
        {
            var flip = Vector256.Create(sign);
            var low = Vector256.Create(lowest);
            for (; i + Vector256<int>.Count <= end; i += Vector256<int>.Count)
                low = Vector256.Min(low, (Vector256.Create(prices, i) ^ flip) - flip);
            // The rest with some of those before: that they are seen twice does not matter.
            low = Vector256.Min(low, (Vector256.Create(prices, end - Vector256<int>.Count) ^ flip) - flip);
            var half = Vector128.Min(low.GetLower(), low.GetUpper());
            return Math.Min(Math.Min(half[0], half[1]), Math.Min(half[2], half[3]));
        }

        for (; i < end; i++)
            lowest = Math.Min(lowest, (prices[i] ^ sign) - sign);
        return lowest;
    }
}
