using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Trades signals that somebody else gives, as a model does, under the rules of every backtest: fills at the next open, costs of the
/// scenario, the same exits and the same metrics.
/// </summary>
/// <param name="symbols">The bars, one element per symbol.</param>
public sealed class SignalTrading(IReadOnlyList<Bars> symbols)
{
    private readonly PointSeries[] series = [.. symbols.Select(bars => new PointSeries(bars))];

    /// <summary>The symbols' bars.</summary>
    public IReadOnlyList<Bars> Symbols => symbols;

    /// <summary>The metrics of <see cref="BacktestMetrics"/> of all symbols together.</summary>
    /// <param name="signals">By symbol and bar: 1 to buy at its close, −1 to sell, 0 for nothing. Heeded while no position is open.</param>
    /// <param name="ranges">By symbol the bars that are traded, in the order of time. Each range starts flat and closes at its end.</param>
    /// <param name="rules">How trades end; opposite signals end none.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <returns>A value for each of <see cref="BacktestMetrics.Names"/>; NaN where it is undefined.</returns>
    public double[] Evaluate(
        IReadOnlyList<sbyte[]> signals, IReadOnlyList<IReadOnlyList<Range>> ranges, ExitRules rules, Scenario scenario)
    {
        rules = rules with { ExitOnOpposite = false };
        MarketConditions[] markets = [.. series.Select(one => new MarketConditions(one, scenario))];
        var trades = new ReadOnlyMemory<LoggedTrade>[series.Length];
        double years = 0, bars = 0;
        TradeStatistics whole = default;
        for (int symbol = 0; symbol < series.Length; symbol++)
        {
            double[] atr = rules.UsesAtr ? ReferenceKernel.AverageTrueRange(series[symbol], rules.AtrPeriod) : [];
            var log = new TradeLog();
            TradeStatistics own = default;
            double ownYears = 0;
            foreach (Range range in ranges[symbol])
            {
                (int begin, int end) = (Math.Max(range.Start.Value, markets[symbol].Begin), Math.Min(range.End.Value, markets[symbol].End));
                if (begin >= end)
                    continue;
                ReferenceKernel.Walk(signals[symbol], rules, atr, markets[symbol], begin, end, log, ref own);
                bars += end - begin;
                long[] times = symbols[symbol].Times;
                ownYears += TimeSpan.FromTicks(times[end - 1] - times[begin]).TotalDays / 365.25;
            }

            log.EndSlice();
            trades[symbol] = log.Slices(0, 1);
            years = Math.Max(years, ownYears);
            whole.Pool(own.InPips(series[symbol].PointsPerPip));
        }

        ProfitMoments observed = ProfitMoments.Of(whole);
        if (series.Length > 1)
        {
            observed = new ProfitObservations(markets).Of(trades);
            (whole.MaxClosedDrawdown, whole.MaxDrawdown) = new PortfolioDrawdown(markets).Of(trades);
            whole = whole.OnGrid(series.Max(one => one.PointsPerPip));
        }

        double[] metrics = new double[BacktestMetrics.Count];
        BacktestMetrics.Write(whole, observed, years, bars, metrics);
        return metrics;
    }

    /// <summary>How a trade opened after each bar would end, under the same rules as in backtests.</summary>
    /// <param name="symbol">The symbol's place.</param>
    /// <param name="isLong">Whether it buys.</param>
    /// <param name="rules">How trades end: distances and a time limit.</param>
    /// <param name="byClose">Whether only closes touch levels, not the extremes of bars.</param>
    public TradeEnd[] EndsOf(int symbol, bool isLong, ExitRules rules, bool byClose)
    {
        PointSeries points = series[symbol];
        double[] atr = rules.UsesAtr ? ReferenceKernel.AverageTrueRange(points, rules.AtrPeriod) : [];
        SidedPrices side = (byClose ? new PointSeries(Closes(symbols[symbol])) : points).Sides[isLong ? 0 : 1];
        var ends = new TradeEnd[points.Count];
        for (int signal = 0; signal < ends.Length; signal++)
        {
            int entry = signal + 1;
            double range = rules.UsesAtr ? atr[signal] : 0;
            if (entry >= points.Count || double.IsNaN(range))
                continue;
            int code = ExitWalk.Find(side, entry, ExitLevels.Of(rules, points, range), 0, points.Count - entry, out int profit);
            if (code == ExitFinder.Never)
                continue;
            int bar = entry + (code >> 2);
            // The time limit has the code of a gap through the stop, but nothing else ends a trade so late.
            TradeEndKind kind = (code & 3) switch
            {
                1 => TradeEndKind.Stop,
                2 or 3 => TradeEndKind.Target,
                _ => rules.MaxBars > 0 && code >> 2 == rules.MaxBars ? TradeEndKind.Time : TradeEndKind.Stop,
            };
            ends[signal] = new TradeEnd(kind, bar, profit / (double)points.PointsPerPip);
        }

        return ends;
    }

    /// <summary>The signals of a strategy: by bar 1 where it turns long at its close, −1 where it turns short, 0 elsewhere.</summary>
    /// <param name="symbol">The symbol's place.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="settings">A value for each of its settings.</param>
    /// <exception cref="InvalidInputException">The values do not go together.</exception>
    public sbyte[] TurnsOf(int symbol, IStrategy strategy, ParameterSet settings) =>
        ReferenceKernel.Turns(strategy.Compile(settings), series[symbol], []);

    // Bars without extremes; the open stays, because trades are filled there.
    private static Bars Closes(Bars bars) => new(
        bars.Symbol, bars.PipSize, bars.Times, bars.Open, bars.Close, bars.Close, bars.Close, bars.Volume, bars.Spread);
}
