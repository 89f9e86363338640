using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// Trading of one or more symbols, seen at the close of a bar and filled at the next open. By symbol an action has a signed size, and a
/// target between the nearest and the farthest. Where no position is open, a size of at least the least one opens it; an opposite one
/// closes it; else it ends at its target, its stop (the stop where a bar touches both) or its time. The reward is the profit of the bar
/// in basis points of the price, over the number of symbols; losses of trades that end count so many times, and bars without any position
/// cost something.
/// </summary>
internal sealed class TradingEnvironment : IEnvironment
{
    /// <summary>Numbers of an observation, by symbol, beside features.</summary>
    public const int OwnObservations = 4;

    private const int PerSymbol = 2;
    private readonly TradingMarket[] markets;
    private readonly TradingRules rules;
    private readonly TradingPosition[] positions;
    private readonly int begin, end;
    private int bar, last;

    /// <summary>Makes an environment over some bars.</summary>
    /// <param name="markets">The symbols, with bars at the same times.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="begin">The first bar.</param>
    /// <param name="end">The one after the last.</param>
    public TradingEnvironment(TradingMarket[] markets, TradingRules rules, int begin, int end)
    {
        (this.markets, this.rules, this.begin, this.end) = (markets, rules, begin, end);
        positions = new TradingPosition[markets.Length];
        Shape = ShapeOf(markets);
    }

    /// <inheritdoc/>
    public EnvironmentShape Shape { get; }

    /// <summary>What was traded; null for no records.</summary>
    public TradingLedger? Ledger { get; set; }

    /// <summary>The bar at whose close is decided next.</summary>
    public int Bar => bar;

    /// <summary>The positions.</summary>
    public ReadOnlySpan<TradingPosition> Positions => positions;

    /// <summary>What it shows and takes.</summary>
    public static EnvironmentShape ShapeOf(TradingMarket[] markets) => new(
        markets.Length * (markets[0].Features + OwnObservations), PerSymbol * markets.Length, IsDiscrete: false);

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        int length = Math.Min(rules.EpisodeBars, end - begin - 1);
        int first = begin + random.NextInt(end - begin - length);
        Begin(first, first + length, observation);
    }

    /// <summary>Begins an episode that decides at the close of a bar first, and last before another one.</summary>
    public void Begin(int first, int until, Span<float> observation)
    {
        (bar, last) = (first, until);
        Array.Clear(positions);
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepOutcome Step(ReadOnlySpan<float> action, Span<float> observation)
    {
        bar++;
        bool over = bar == last;
        double profit = 0, penalty = 0;
        bool idle = true;
        for (int i = 0; i < markets.Length; i++)
        {
            ref TradingPosition position = ref positions[i];
            Act(markets[i], ref position, action[PerSymbol * i], action[(PerSymbol * i) + 1], ref profit, ref penalty);
            idle &= !position.IsOpen;
            if (position.IsOpen)
                Hold(markets[i], ref position, over, ref profit, ref penalty);
        }

        (profit, penalty) = (profit / markets.Length, penalty / markets.Length);
        Ledger?.Add(profit);
        Observe(observation);
        return new StepOutcome(profit - penalty - (idle ? rules.Inaction : 0), Terminated: false, over);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns =>
    [
        "time",
        .. markets.SelectMany(static market => new[]
        {
            $"position_{market.Bars.Symbol}", $"entry_{market.Bars.Symbol}", $"target_{market.Bars.Symbol}", $"stop_{market.Bars.Symbol}",
        }),
    ];

    /// <inheritdoc/>
    public void Describe(ICollection<string> texts)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        texts.Add(new DateTime(markets[0].Bars.Times[bar], DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", culture));
        foreach (TradingPosition position in positions)
        {
            texts.Add(position.Size.ToString("R", culture));
            foreach (double price in (ReadOnlySpan<double>)[position.Entry, position.Target, position.Stop])
                texts.Add(price == 0 ? string.Empty : price.ToString("R", culture));
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(bar);
        state.Write(last);
        state.Write<TradingPosition>(positions);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        (bar, last) = ((int)state.Integer(), (int)state.Integer());
        state.Read<TradingPosition>(positions);
    }

    private double Spread(TradingMarket market) => rules.Scenario.SpreadPips is double pips
        ? pips * market.Bars.PipSize
        : rules.Scenario.SpreadFactor * market.Bars.Spread[bar];

    // Bars are bids: who buys pays the spread, and half of the commission is paid on each side.
    private double Fill(TradingMarket market, double bid, int side) =>
        bid + (side > 0 ? Spread(market) : 0)
            + (side * ((rules.Scenario.SlippagePips + (rules.Scenario.CommissionPips / 2)) * market.Bars.PipSize));

    // At the open of the bar.
    private void Act(
        TradingMarket market, ref TradingPosition position, float size, float target, ref double profit, ref double penalty)
    {
        double open = market.Bars.Open[bar];
        bool wants = Math.Abs(size) >= rules.LeastSize;
        if (position.IsOpen)
        {
            if ((wants && Math.Sign(size) != Math.Sign(position.Size)) || position.Age >= rules.Holding)
                Close(market, ref position, open, ref profit, ref penalty);
            return;
        }

        if (!wants)
            return;
        int side = Math.Sign(size);
        double range = market.Range[bar - 1], share = (Math.Clamp(target, -1f, 1f) + 1) / 2;
        double entry = Fill(market, open, side);
        position = new TradingPosition
        {
            Size = Math.Clamp(size, -1f, 1f),
            Entry = entry,
            Mark = entry,
            Target = entry + (side * range * (rules.LeastTarget + (share * (rules.MostTarget - rules.LeastTarget)))),
            Stop = rules.Stop > 0 ? entry - (side * range * rules.Stop) : 0,
        };
    }

    // Within the bar: a long ends at bids, a short at asks.
    private void Hold(TradingMarket market, ref TradingPosition position, bool over, ref double profit, ref double penalty)
    {
        int side = Math.Sign(position.Size);
        double shift = side > 0 ? 0 : Spread(market);
        double open = market.Bars.Open[bar] + shift, high = market.Bars.High[bar] + shift, low = market.Bars.Low[bar] + shift;
        bool stopped = position.Stop > 0 && (side > 0 ? low <= position.Stop : high >= position.Stop);
        bool reached = side > 0 ? high >= position.Target : low <= position.Target;
        position.Age++;
        double stop = side > 0 ? Math.Min(open, position.Stop) : Math.Max(open, position.Stop);
        double target = side > 0 ? Math.Max(open, position.Target) : Math.Min(open, position.Target);
        if (stopped)
            Close(market, ref position, stop - shift, ref profit, ref penalty);
        else if (reached)
            Close(market, ref position, target - shift, ref profit, ref penalty);
        else if (over)
            Close(market, ref position, market.Bars.Close[bar], ref profit, ref penalty);
        else
            profit += Count(ref position, market.Bars.Close[bar] + shift);
    }

    private void Close(TradingMarket market, ref TradingPosition position, double bid, ref double profit, ref double penalty)
    {
        profit += Count(ref position, Fill(market, bid, -Math.Sign(position.Size)));
        if (position.Profit < 0)
            penalty -= (rules.LossMultiplier - 1) * position.Profit;
        Ledger?.Close(position.Profit, position.Age);
        position = default;
    }

    private static double Count(ref TradingPosition position, double price)
    {
        double change = position.Size * (price - position.Mark) / position.Entry * 1e4;
        position.Mark = price;
        position.Profit += change;
        return change;
    }

    // A scenario with a delay acts on what was known so many bars before.
    private void Observe(Span<float> observation)
    {
        int known = Math.Max(0, bar - rules.Scenario.DelayBars), width = markets[0].Features + OwnObservations;
        for (int i = 0; i < markets.Length; i++)
        {
            Span<float> own = observation.Slice(i * width, width);
            TradingMarket market = markets[i];
            ref TradingPosition position = ref positions[i];
            market.Show(known, own);
            own = own[market.Features..];
            own.Clear();
            if (!position.IsOpen)
                continue;
            double range = market.Range[known] > 0 ? market.Range[known] : 1;
            own[0] = (float)position.Size;
            own[1] = position.Age / (float)rules.Holding;
            own[2] = (float)Math.Clamp(Math.Sign(position.Size) * (position.Mark - position.Entry) / range, -5, 5);
            own[3] = (float)Math.Clamp(Math.Sign(position.Size) * (position.Target - position.Mark) / range, -5, 5);
        }
    }
}
