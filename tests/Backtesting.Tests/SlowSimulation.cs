using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>
/// Backtests written down a second time from docs/backtesting.md, bar by bar and in pips, without any code of the kernels: for fixed
/// pip distances and scripted signals. It also adds several symbols up, a bar time at a time.
/// </summary>
internal sealed class SlowSimulation
{
    private readonly Bars bars;
    private readonly Scenario costs;
    private readonly ExitRules rules;

    public SlowSimulation(Bars bars, string script, ExitRules rules, Scenario costs)
    {
        (this.bars, this.rules, this.costs) = (bars, rules, costs);
        Low = new double[bars.Count];
        Trade(script);
    }

    /// <summary>Profits in pips, and the exit bar's day.</summary>
    public List<(double Profit, double Worst, int Held, long Day)> Trades { get; } = [];

    /// <summary>Profit that was realised at the open of a bar, and within it or at its close.</summary>
    public Dictionary<(int Bar, bool AtOpen), double> Realised { get; } = [];

    /// <summary>By bar, the profit of the open trade at the bar's worst price; 0 where none is open within it.</summary>
    public double[] Low { get; }

    private double Pips(double price) => Math.Round(price / bars.PipSize, 4);

    private double Cost(int bar) =>
        Math.Round(
            (costs.SpreadPips ?? costs.SpreadFactor * bars.Spread[bar] / bars.PipSize) + (2 * costs.SlippagePips) + costs.CommissionPips,
            4);

    private void Trade(string script)
    {
        int state = 0, side = 0, entry = 0;
        double price = 0, best = 0, worst = 0;
        var marks = new List<(int Bar, double Gross)>();
        for (int t = 0; t < bars.Count; t++)
        {
            int from = t - 1 - costs.DelayBars, turn = 0;
            if (from >= 0)
            {
                int wanted = from < script.Length ? script[from] switch { 'L' => 1, 'S' => -1, _ => 0 } : 0;
                if (wanted != 0 && wanted != state)
                    (state, turn) = (wanted, wanted);
            }

            double open = Pips(bars.Open[t]), high = Pips(bars.High[t]), low = Pips(bars.Low[t]);
            if (side != 0 && turn != 0 && rules.ExitOnOpposite)
                Exit(t, open, atOpen: true);
            if (side == 0
                && turn != 0
                && rules.Direction switch { TradeDirection.Long => turn > 0, TradeDirection.Short => turn < 0, _ => true })
                (side, entry, price, best, worst) = (turn, t, open, 0, 0);
            if (side == 0)
                continue;
            if (rules.MaxBars > 0 && t - entry == rules.MaxBars)
            {
                Exit(t, open, atOpen: true);
                continue;
            }

            // From here on everything is a profit.
            double atOpen = side * (open - price),
                bestInBar = side > 0 ? high - price : price - low,
                worstInBar = side > 0 ? low - price : price - high;
            double stop = rules.StopPips > 0 ? -Rounded(rules.StopPips) : double.NegativeInfinity;
            if (rules.TrailingPips > 0)
                stop = Math.Max(stop, best - Rounded(rules.TrailingPips));
            if (rules.BreakEvenPips > 0 && Math.Round(best - Rounded(rules.BreakEvenPips), 4) >= 0)
                stop = Math.Max(stop, 0);
            double target = rules.TargetPips > 0 ? Rounded(rules.TargetPips) : double.PositiveInfinity;
            bool isLater = t > entry;
            if (Reaches(stop, worstInBar))
            {
                bool gaps = isLater && Reaches(stop, atOpen);
                Exit(t, price + (side * (gaps ? atOpen : stop)), gaps);
            }
            else if (Reaches(bestInBar, target))
            {
                bool gaps = isLater && Reaches(atOpen, target);
                if (!gaps)
                    Mark(t, worstInBar);
                Exit(t, price + (side * (gaps ? atOpen : target)), gaps);
            }
            else
            {
                Mark(t, worstInBar);
                best = Math.Max(best, bestInBar);
            }
        }

        if (side != 0)
            Exit(bars.Count - 1, Pips(bars.Close[^1]), atOpen: false);

        // Whether the higher of two is at least the lower, on the grid.
        static bool Reaches(double higher, double lower) => higher - lower > -0.00005;

        void Mark(int bar, double gross)
        {
            worst = Math.Min(worst, gross);
            marks.Add((bar, gross));
        }

        void Exit(int bar, double exitPrice, bool atOpen)
        {
            double cost = Cost(side > 0 ? entry : bar), gross = Math.Round(side * (exitPrice - price), 4), profit = gross - cost;
            Trades.Add((profit, Math.Min(worst, gross) - cost, bar - entry + (atOpen ? 0 : 1), bars.Times[bar] / TimeSpan.TicksPerDay));
            foreach ((int at, double mark) in marks)
                Low[at] = mark - cost;
            if (!atOpen)
                Low[bar] = Math.Min(marks.Exists(mark => mark.Bar == bar) ? Low[bar] : profit, profit);
            Realised[(bar, atOpen)] = profit;
            marks.Clear();
            side = 0;
        }
    }

    private static double Rounded(double pips) => Math.Max(Math.Round(pips, 4), 0.0001);

    /// <summary>All metrics of some symbols together, by name.</summary>
    public static Dictionary<string, double> Metrics(params SlowSimulation[] symbols)
    {
        var trades = symbols.SelectMany(symbol => symbol.Trades).ToList();
        double[] profits = [.. trades.Select(trade => trade.Profit)];
        int n = profits.Length;
        double years = symbols.Max(symbol => (symbol.bars.Times[^1] - symbol.bars.Times[0]) / (365.25 * TimeSpan.TicksPerDay));
        double[] observed = [.. Observed(symbols)];
        double mean = observed.Length > 0 ? observed.Average() : 0, floor = Math.Max(0.001, Math.Abs(mean) / 10);
        double deviation = Math.Max(floor, Math.Sqrt(observed.Sum(profit => Math.Pow(profit - mean, 2)) / (observed.Length - 1)));
        double downside = Math.Max(floor, Math.Sqrt(observed.Sum(profit => Math.Pow(Math.Min(profit, 0), 2)) / observed.Length));
        double gain = profits.Where(profit => profit > 0).Sum(), loss = -profits.Where(profit => profit < 0).Sum();
        (double closed, double marked) = Drawdowns(symbols);
        bool hasLoss = loss > 0;
        return new()
        {
            ["trades"] = n,
            ["wins"] = profits.Count(profit => profit > 0),
            ["win_rate"] = If(n > 0, profits.Count(profit => profit > 0) / (double)n),
            ["pnl_pips"] = profits.Sum(),
            ["avg_pips"] = If(n > 0, profits.Sum() / n),
            ["profit_factor"] = If(hasLoss, Math.Min(gain / loss, 1000)),
            ["expectancy"] = If(hasLoss, Math.Clamp(profits.Sum() / n / (loss / profits.Count(profit => !(profit > 0))), -1000, 1000)),
            ["max_drawdown_pips"] = If(n > 0, marked),
            ["sharpe"] = If(n > 1 && observed.Length > 1, Math.Clamp(mean / deviation * Math.Sqrt(observed.Length / years), -1000, 1000)),
            ["sortino"] = If(hasLoss, Math.Clamp(mean / downside * Math.Sqrt(observed.Length / years), -1000, 1000)),
            ["sqn"] = If(n > 1 && observed.Length > 1, Math.Clamp(mean / deviation * Math.Sqrt(observed.Length), -1000, 1000)),
            ["recovery_factor"] = If(n > 0, profits.Sum() == 0 ? 0 : Math.Clamp(profits.Sum() / marked, -1000, 1000)),
            ["exposure"] = If(n > 0, trades.Sum(trade => trade.Held) / (double)symbols.Sum(symbol => symbol.bars.Count)),
            ["longest_losing_run"] = If(n > 0, symbols.Max(symbol => LosingRun(symbol.Trades))),
            ["max_drawdown_closed_pips"] = If(n > 0, closed),
            ["max_open_loss_pips"] = If(n > 0, Math.Max(0, n > 0 ? -trades.Min(trade => trade.Worst) : 0)),
            ["longest_trade_bars"] = If(n > 0, n > 0 ? trades.Max(trade => trade.Held) : 0),
        };

        static double If(bool defined, double value) => defined ? value : double.NaN;
    }

    private static int LosingRun(List<(double Profit, double Worst, int Held, long Day)> trades)
    {
        int longest = 0, run = 0;
        foreach (var trade in trades)
            longest = Math.Max(longest, run = trade.Profit < -1e-9 ? run + 1 : 0);
        return longest;
    }

    // By day the first trades of all symbols, then the second ones, ….
    private static IEnumerable<double> Observed(SlowSimulation[] symbols) => symbols
        .SelectMany(
            symbol => symbol.Trades.GroupBy(trade => trade.Day).SelectMany(day => day.Select((trade, i) => (day.Key, i, trade.Profit))))
        .GroupBy(trade => (trade.Key, trade.i))
        .Select(group => group.Sum(trade => trade.Profit));

    private static (double Closed, double Marked) Drawdowns(SlowSimulation[] symbols)
    {
        double equity = 0, peak = 0, closed = 0, marked = 0;
        foreach (long time in symbols.SelectMany(symbol => symbol.bars.Times).Distinct().Order())
        {
            Realise(atOpen: true);
            marked = Math.Max(marked, peak - (equity + symbols.Sum(symbol => symbol.LowAt(time))));
            Realise(atOpen: false);

            void Realise(bool atOpen)
            {
                foreach (SlowSimulation symbol in symbols)
                {
                    int bar = Array.IndexOf(symbol.bars.Times, time);
                    equity += bar >= 0 && symbol.Realised.TryGetValue((bar, atOpen), out double profit) ? profit : 0;
                }

                peak = Math.Max(peak, equity);
                closed = Math.Max(closed, peak - equity);
                marked = Math.Max(marked, peak - equity);
            }
        }

        return (closed, marked);
    }

    private double LowAt(long time)
    {
        int latest = Array.FindLastIndex(bars.Times, own => own <= time);
        // After the last bar, and after the close of a trade's last bar, nothing is open.
        bool isOver = latest >= 0 && bars.Times[latest] < time && Realised.ContainsKey((latest, false));
        return latest < 0 || isOver ? 0 : Low[latest];
    }
}
