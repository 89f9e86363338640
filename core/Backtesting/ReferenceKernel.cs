using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The backtest written down plainly: every trial walks every bar. It is the definition of what a backtest gives here; the
/// fast kernel is tested against it, to the last bit, and measured against it.
/// </summary>
/// <remarks>
/// The order within a bar t:
/// <list type="number">
/// <item>At the open, a signal from the close of bar t − 1 − delay fills: it closes the open position and opens the other,
/// if filters permit. With <c>exit_on_opposite: false</c> it is ignored where a position is open.</item>
/// <item>At the open, a position that has reached <c>max_bars</c> closes.</item>
/// <item>Within the bar, from the entry bar on, the stop, then the target: touched when the bar's low or high reaches it.
/// A bar after the entry bar that opens at or beyond the level fills at its open, otherwise the level fills exactly. Where
/// a bar touches both, the stop counts.</item>
/// <item>At the close, the trailing stop and the break-even rule take the completed bar into account, for the next bar.</item>
/// </list>
/// While a position is open, its worst price is the worst of its bars, for a long the lows, for a short the highs: all bars that it
/// outlives, and the bar within which it reaches its target, whose extreme may have come before; of the bar within which it is
/// stopped, or at whose open it closes, only the price of the exit.
/// After the last bar of a slice an open position closes at the close. A trade pays the spread of the bar in which it is filled at the
/// ask: a long that of its entry bar, a short that of its exit bar.
/// </remarks>
internal sealed class ReferenceKernel : IBacktestKernel
{
    /// <inheritdoc/>
    public void Run(
        BacktestBatch batch, MarketConditions market, TradeStatistics[] results, TradeLog[]? logs, CancellationToken cancellation)
    {
        var lines = new Dictionary<Line, double[]>();
        var ranges = new Dictionary<int, double[]>();
        for (int signal = 0; signal < batch.Signals.Count; signal++)
        {
            sbyte[] turns = Turns(batch.Signals[signal], market.Series, lines);
            foreach (int trial in batch.TrialsOf(signal))
            {
                cancellation.ThrowIfCancellationRequested();
                ExitRules rules = batch.Exits[batch.ExitOf[trial]];
                double[]? atr = [];
                if (rules.UsesAtr && !ranges.TryGetValue(rules.AtrPeriod, out atr))
                    ranges.Add(rules.AtrPeriod, atr = AverageTrueRange(market.Series, rules.AtrPeriod));
                TradeStatistics statistics = default;
                for (int slice = 0; slice < batch.Steps; slice++)
                {
                    Walk(
                        turns,
                        rules,
                        atr,
                        market,
                        market.SliceBegin(slice, batch.Slices),
                        market.SliceBegin(slice + 1, batch.Slices),
                        logs?[trial],
                        ref statistics);
                    logs?[trial].EndSlice();
                    results[(trial * batch.Steps) + slice] = statistics;
                }
            }
        }
    }

    /// <summary>The average true range in points.</summary>
    internal static double[] AverageTrueRange(PointSeries series, int period) => Series.Atr(
        Series.ToDoubles(series.High, series.Count),
        Series.ToDoubles(series.Low, series.Count),
        Series.ToDoubles(series.Close, series.Count),
        period);

    /// <summary>The signals: at each bar 1 where the state turns long at its close, -1 where it turns short, else 0.</summary>
    internal static sbyte[] Turns(SignalRule rule, PointSeries series, Dictionary<Line, double[]> lines)
    {
        bool[] isLong = Holds(rule.Long, series, lines);
        bool[] isShort = Holds(rule.Short, series, lines);
        sbyte[] turns = new sbyte[series.Count];
        int state = 0;
        for (int t = 0; t < turns.Length; t++)
        {
            int next = isLong[t] == isShort[t] ? state : isLong[t] ? 1 : -1;
            if (next != state && (state != 0 || !rule.FirstIsSilent))
                turns[t] = (sbyte)next;
            state = next;
        }

        return turns;
    }

    private static bool[] Holds(SignalCondition condition, PointSeries series, Dictionary<Line, double[]> lines)
    {
        if (condition is Above(Line left, Line right))
            return IsAbove(Values(left), Values(right));
        (bool[] first, bool[] second, bool both) = condition switch
        {
            Both(SignalCondition one, SignalCondition other) => (Holds(one, series, lines), Holds(other, series, lines), true),
            Either(SignalCondition one, SignalCondition other) => (Holds(one, series, lines), Holds(other, series, lines), false),
            _ => throw new NotSupportedException($"Unknown condition {condition}."),
        };
        for (int t = 0; t < first.Length; t++)
            first[t] = both ? first[t] && second[t] : first[t] || second[t];
        return first;

        double[] Values(Line line)
        {
            if (!lines.TryGetValue(line, out double[]? values))
                lines.Add(line, values = line.Compute(series));
            return values;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool[] IsAbove(double[] left, double[] right)
    {
        bool[] above = new bool[left.Length];
        for (int t = 0; t < above.Length; t++)
            above[t] = left[t] > right[t];
        return above;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Walk(
        sbyte[] turns, ExitRules rules, double[] atr, MarketConditions market, int begin, int end, TradeLog? log,
        ref TradeStatistics statistics)
    {
        PointSeries series = market.Series;
        int[] opens = series.Open, highs = series.High, lows = series.Low, closes = series.Close;
        long[] times = series.Bars.Times;
        int hours = rules.HourMask;
        bool movesStop = rules.MovesStop, usesAtr = rules.UsesAtr, exitOnOpposite = rules.ExitOnOpposite;
        int maxBars = rules.MaxBars > 0 ? rules.MaxBars : int.MaxValue;
        int breakEven = rules.BreakEvenPips > 0 ? series.Distance(rules.BreakEvenPips) : PointSeries.Limit;
        int lag = market.Delay + 1;
        int side = 0, entry = 0, price = 0, stop = 0, target = 0, best = 0, worst = 0, trailing = 0;

        for (int t = begin; t < end; t++)
        {
            int open = opens[t];
            int turn = t >= lag ? turns[t - lag] : 0;
            if (turn != 0 && (side == 0 || exitOnOpposite))
            {
                if (side != 0)
                    Close(open, t, ExitMoment.Open, ref statistics);
                side = 0;
                bool permitted = rules.Direction == TradeDirection.Both || (rules.Direction == TradeDirection.Long) == (turn > 0);
                double range = usesAtr ? atr[t - lag] : 0;
                if (permitted && ((hours >> HourOf(times[t])) & 1) != 0 && !double.IsNaN(range))
                {
                    (side, entry, price, best, worst) = (turn, t, open, open, open);
                    trailing = Distance(series, rules.TrailingPips, rules.TrailingAtr, range);
                    stop = Tighter(
                        side, price - (side * Distance(series, rules.StopPips, rules.StopAtr, range)), price - (side * trailing));
                    target = price + (side * Distance(series, rules.TargetPips, rules.TargetAtr, range));
                }
            }

            if (side == 0)
                continue;
            int low = side > 0 ? lows[t] : highs[t], high = side > 0 ? highs[t] : lows[t];
            if (t - entry >= maxBars)
            {
                Close(open, t, ExitMoment.Open, ref statistics);
                side = 0;
            }
            else if (side > 0 ? low <= stop : low >= stop)
            {
                bool gap = t > entry && (side > 0 ? open <= stop : open >= stop);
                Close(gap ? open : stop, t, gap ? ExitMoment.Open : ExitMoment.Stop, ref statistics);
                side = 0;
            }
            else if (side > 0 ? high >= target : high <= target)
            {
                bool gap = t > entry && (side > 0 ? open >= target : open <= target);
                if (!gap)
                    worst = Worse(side, worst, low);
                Close(gap ? open : target, t, gap ? ExitMoment.Open : ExitMoment.Late, ref statistics);
                side = 0;
            }
            else
            {
                worst = Worse(side, worst, low);
                if (!movesStop)
                    continue;
                best = Tighter(side, best, high);
                stop = Tighter(side, stop, best - (side * trailing));
                if (side * (best - price) >= breakEven)
                    stop = Tighter(side, stop, price);
            }
        }

        if (side != 0)
            Close(closes[end - 1], end - 1, ExitMoment.Late, ref statistics);

        void Close(int exitPrice, int exit, ExitMoment moment, ref TradeStatistics statistics)
        {
            int cost = market.CostAt(side > 0 ? entry : exit);
            worst = Worse(side, worst, exitPrice);
            int profit = (side * (exitPrice - price)) - cost, lowest = (side * (worst - price)) - cost;
            statistics.Add(profit, lowest, exit - entry + (moment == ExitMoment.Open ? 0 : 1));
            log?.Add(new LoggedTrade(entry, exit, profit, lowest, side > 0 ? 0 : 1, moment));
        }
    }

    private static int Distance(PointSeries series, double pips, double ranges, double range) =>
        pips > 0 ? series.Distance(pips) : ranges > 0 ? PointSeries.ToDistance(ranges * range) : PointSeries.Limit;

    private static int Tighter(int side, int left, int right) => side > 0 ? Math.Max(left, right) : Math.Min(left, right);

    private static int Worse(int side, int left, int right) => side > 0 ? Math.Min(left, right) : Math.Max(left, right);

    private static int HourOf(long ticks) => (int)(ticks / TimeSpan.TicksPerHour % 24);
}
