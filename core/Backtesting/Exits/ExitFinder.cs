using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>
/// Finds how trades end by themselves, under all rules of a group at once. An exit has a code and a profit in points.
/// </summary>
/// <remarks>
/// The code is the bars from the entry to the exit times four, plus what ended the trade in the order of precedence within
/// a bar: 0 the open (time limit, or a gap through the stop), 1 the stop, 2 the open beyond the target, 3 the target. The
/// smaller code comes first; odd ones end within the bar.
/// </remarks>
internal abstract unsafe class ExitFinder(ExitGroup group, PointSeries series, SumMarket market, double[] ranges)
{
    /// <summary>The code of a trade that does not end by itself as far as is known.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The rules.</summary>
    public ExitGroup Group { get; } = group;

    /// <summary>Bars from signal to entry, where levels depend on it.</summary>
    public int Lag { get; } = market.Lag;

    /// <summary>The prices.</summary>
    public PointSeries Series { get; } = series;

    /// <summary>What trades cost, and how low prices were.</summary>
    protected SumMarket Market { get; } = market;

    /// <summary>The prices by side.</summary>
    protected SidedPrices[] Sides { get; } = series.Sides;

    /// <summary>The finder that suits a group.</summary>
    public static ExitFinder Create(ExitGroup group, PointSeries series, SumMarket market, double[] ranges, VectorLevel level)
    {
        // Where levels move, or prices do not fit, trades are followed bar by bar.
        if (group.Shape.MovesStop || series.Ticks is not TickPrices ticks)
            return new MovingExitFinder(group, series, market, ranges, level);
        return level switch
        {
            VectorLevel.Avx512 => new FixedExitFinder<Compare512>(group, series, ticks, market, ranges),
            VectorLevel.Avx2 => new FixedExitFinder<Compare256>(group, series, ticks, market, ranges),
            _ => new FixedExitFinder<CompareScalar>(group, series, ticks, market, ranges),
        };
    }

    /// <summary>The first bar, counted from the entry, that is of no interest whatever happens.</summary>
    public int EndOf(int entry) => Math.Min(Series.Count - entry, Group.LongestTime);

    /// <summary>Up to where to look when <paramref name="need"/> bars are asked for and <paramref name="covered"/> are known.</summary>
    public static int UntilOf(int need, int covered) => covered + ((need - covered + 63) & ~63);

    /// <summary>Sets codes and profits to what is known before looking at any bar: the time limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Start(int side, int entry, int* codes, int* profits)
    {
        int most = Series.Count - entry, lanes = Group.Lanes;
        if (Group.HasOneTimeLimit)
        {
            // Never, too, is a time limit.
            int limit = Group.LongestTime, code = limit < most ? limit << 2 : Never;
            int profit = limit < most ? Sides[side].Open(entry + limit) - Sides[side].Open(entry) : 0;
            new Span<int>(codes, lanes).Fill(code);
            new Span<int>(profits, lanes).Fill(profit);
            return;
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            int limit = Group.TimeLimits[lane];
            codes[lane] = limit < most ? limit << 2 : Never;
            profits[lane] = limit < most ? Sides[side].Open(entry + limit) - Sides[side].Open(entry) : 0;
        }
    }

    /// <summary>
    /// Lowers codes to the exits in the bars from <paramref name="from"/> to before <paramref name="until"/>, counted from the entry.
    /// </summary>
    public abstract void Fill(int side, int entry, int from, int until, int* codes, int* profits);

    /// <summary>What a trade costs that ends with a code: a long pays the spread of its entry, a short that of its exit.</summary>
    public int CostOf(int side, int entry, int code) => Market.CostAt(side == 0 ? entry : entry + (code >> 2));

    /// <summary>The lowest profit in some bars from the entry on, in points, before costs.</summary>
    public int WorstOf(int side, int entry, int bars) => Market.Lows.Lowest(side, entry, bars) - Sides[side].Open(entry);

    /// <summary>
    /// Takes the costs off the profits of a row where exits became known by looking at the bars from <paramref name="from"/> to before
    /// <paramref name="until"/>, counted from the entry; and says how low trades were.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public virtual void Settle(int side, int entry, int from, int until, int* row)
    {
        TimeBlockLows lows = Market.Lows;
        // Once all bars are known, the time limit is.
        int first = from << 2, end = until == EndOf(entry) ? Never : until << 2, ofExit = -side, price = Sides[side].Open(entry);
        int lastBars = -1, lowest = 0;
        for (int* last = row + ExitGroup.MaxLanes; row < last; row++)
        {
            int code = row[0], profit = row[16];
            if (code < first || code >= end)
                continue;
            int bars = ExitTable.BarsBefore(code), worst = profit;
            // What ends at its stop was not lower. Lanes often end together.
            if ((code & 3) != 1)
            {
                lowest = bars == lastBars ? lowest : lows.Lowest(side, entry, bars) - price;
                lastBars = bars;
                worst = Straight.Min(lowest, profit);
            }

            int cost = Market.CostAt(entry + ((code >> 2) & ofExit));
            row[16] = profit - cost;
            row[32] = worst - cost;
        }
    }

    /// <summary>How many entries <see cref="FillRows"/> takes in one go; more may be given.</summary>
    public const int RowsAtOnce = 32;

    /// <summary>Whether <see cref="FillRows"/> works.</summary>
    public virtual bool FillsRows => false;

    /// <summary>Finds the exits of many entries as far as their first 64 bars tell.</summary>
    /// <param name="side">The side.</param>
    /// <param name="signals">The signal bars.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">Receives a row of <see cref="LaneExitTable"/> for each entry, settled as far as it is known.</param>
    /// <param name="covered">Receives up to which bar each entry is known; the largest number where nothing remains open.</param>
    public virtual void FillRows(int side, int* signals, int count, int* rows, int* covered) => throw new NotSupportedException();

    /// <summary>The average true range of the signal bar, where a rule uses it.</summary>
    protected double RangeAt(int entry) => Group.Shape.AtrPeriod > 0 ? ranges[entry - Lag] : 0;
}
