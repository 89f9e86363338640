using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// An order to be filled within some bars, seen from before each bar. The first number of an action is the pace: 0 is what is left over the
/// bars that are left, −1 nothing, 1 four times as much. The second, where limits are allowed, is a market order up to 0 and above a
/// limit so far from the last price. The last bar fills what is left. The reward is what a bar cost less than TWAP, which pays the same
/// costs and scores exactly 0; the sum over an episode is the advantage in basis points.
/// </summary>
internal sealed class ExecutionEnvironment : IEnvironment
{
    /// <summary>Numbers of an observation without features.</summary>
    public const int OwnObservations = 9;

    private readonly ExecutionMarket[] markets;
    private readonly ExecutionRules rules;
    private readonly (int Market, int Start)[] starts;
    private readonly int sides;
    private int market, start, bar, left, direction;
    private double twap, paid;

    /// <summary>Makes an environment that draws episodes.</summary>
    /// <param name="markets">The symbols.</param>
    /// <param name="rules">How orders are filled.</param>
    /// <param name="starts">Where episodes may begin.</param>
    /// <param name="sides">1 to buy, −1 to sell, 0 for either.</param>
    public ExecutionEnvironment(ExecutionMarket[] markets, ExecutionRules rules, (int Market, int Start)[] starts, int sides)
    {
        (this.markets, this.rules, this.starts, this.sides) = (markets, rules, starts, sides);
        Shape = ShapeOf(markets, rules);
    }

    /// <inheritdoc/>
    public EnvironmentShape Shape { get; }

    /// <summary>What was paid over the price on arrival, in basis points, so far.</summary>
    public double Shortfall => Relative(Paid, Arrival);

    /// <summary>What was paid over TWAP, in basis points; of an episode that is over.</summary>
    public double OverTwap => Relative(Paid, twap);

    /// <summary>The same over the mean price weighted by volume; not a number where no volume is recorded.</summary>
    public double OverVwap => markets[market].HasVolume ? Relative(Paid, Vwap()) : double.NaN;

    /// <summary>The share that was filled without force at the end.</summary>
    public double FillRate => 1 - (Forced / (double)rules.Lots);

    /// <summary>The bar that is traded next.</summary>
    public int Bar => start + bar;

    /// <summary>The symbol.</summary>
    public ExecutionMarket Market => markets[market];

    /// <summary>1 to buy, −1 to sell.</summary>
    public int Direction => direction;

    /// <summary>Lots that are left.</summary>
    public int Left => left;

    /// <summary>The middle between bid and ask when the order came.</summary>
    public double Arrival { get; private set; }

    /// <summary>The sum of lots times prices over all lots, so far; added up as TWAP's, so that equal orders are equal.</summary>
    public double Paid => paid / rules.Lots;

    /// <summary>Lots that the last bar had to fill beyond a slice.</summary>
    public int Forced { get; private set; }

    /// <summary>Lots that the last step filled, and at what price.</summary>
    public (int Lots, double Price) Fill { get; private set; }

    /// <summary>What it shows and takes.</summary>
    public static EnvironmentShape ShapeOf(ExecutionMarket[] markets, ExecutionRules rules) => new(
        OwnObservations + (markets[0].Features?.Columns.Count ?? 0), rules.LimitRange > 0 ? 2 : 1, IsDiscrete: false);

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        (int drawn, int first) = starts[random.NextInt(starts.Length)];
        int side = sides != 0 ? sides : random.NextInt(2) == 0 ? 1 : -1;
        Begin(drawn, first, side, observation);
    }

    /// <summary>Begins a certain episode.</summary>
    public void Begin(int marketIndex, int first, int side, Span<float> observation)
    {
        (market, start, direction) = (marketIndex, first, side);
        (bar, left, paid, Forced, Fill) = (0, rules.Lots, 0, 0, default);
        Arrival = Middle(start - 1);
        twap = 0;
        for (int i = 0; i < rules.Horizon; i++)
            twap += ExecutionRules.SliceLots * MarketPrice(i, ExecutionRules.SliceLots);
        twap /= rules.Lots;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepOutcome Step(ReadOnlySpan<float> action, Span<float> observation)
    {
        int bars = rules.Horizon - bar;
        bool last = bars == 1;
        int before = left;
        // Where TWAP has been followed so far, a pace of 0 is the next slice exactly.
        double pace = Math.Clamp(action[0], -1f, 1f);
        double wanted = (double)left / bars * (pace > 0 ? 1 + (3 * pace) : 1 + pace);
        double cap = rules.VolumeCap * Math.Max(Market.VolumeShare[At(bar)], 0) * ExecutionRules.SliceLots;
        int lots = last ? left : (int)Math.Min(left, Math.Round(Math.Min(wanted, Math.Max(cap, 0))));
        double price = MarketPrice(bar, lots);
        if (!last && action.Length > 1 && action[1] > 0 && lots > 0)
            price = LimitPrice(Math.Min(action[1], 1f));
        if (double.IsNaN(price))
            (lots, price) = (0, 0);
        if (last)
            Forced = Math.Max(0, left - ExecutionRules.SliceLots);
        left -= lots;
        paid += lots * price;
        Fill = (lots, price);
        double reward = Reward(lots, price, before);
        bar++;
        Observe(observation);
        return new StepOutcome(reward, last, Truncated: false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; } = ["time", "symbol", "side", "left", "filled", "price", "shortfall_bps"];

    /// <inheritdoc/>
    public void Describe(ICollection<string> texts)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        texts.Add(new DateTime(Market.Bars.Times[At(bar - 1)], DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", culture));
        texts.Add(Market.Bars.Symbol);
        texts.Add(direction > 0 ? "buy" : "sell");
        texts.Add((left / (double)rules.Lots).ToString("R", culture));
        texts.Add((Fill.Lots / (double)rules.Lots).ToString("R", culture));
        texts.Add(Fill.Lots == 0 ? string.Empty : Fill.Price.ToString("R", culture));
        // What is not filled yet costs what it would cost on arrival.
        texts.Add(Relative(Paid + (left / (double)rules.Lots * Arrival), Arrival).ToString("R", culture));
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        foreach (int number in (ReadOnlySpan<int>)[market, start, bar, left, direction, Forced, Fill.Lots])
            state.Write(number);
        state.Write(twap);
        state.Write(Arrival);
        state.Write(paid);
        state.Write(Fill.Price);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        (market, start, bar, left) = ((int)state.Integer(), (int)state.Integer(), (int)state.Integer(), (int)state.Integer());
        (direction, Forced) = ((int)state.Integer(), (int)state.Integer());
        int lots = (int)state.Integer();
        (twap, Arrival, paid) = (state.Double(), state.Double(), state.Double());
        Fill = (lots, state.Double());
    }

    // Prices count from that on arrival: what is bought too early is sold again too late in TWAP's books, and the level would be noise.
    private double Reward(int lots, double price, int before)
    {
        double own = lots * (price - Arrival), slice = ExecutionRules.SliceLots * (MarketPrice(bar, ExecutionRules.SliceLots) - Arrival);
        double cost = lots == ExecutionRules.SliceLots && own == slice ? 0 : direction * (own - slice) / rules.Lots / twap * 1e4;
        if (rules.RiskAversion == 0)
            return -cost;
        double deviation = Market.Deviation * 1e4, held = (before - lots) / (double)rules.Lots;
        double twapHeld = (rules.Horizon - bar - 1) * ExecutionRules.SliceLots / (double)rules.Lots;
        return -cost - (rules.RiskAversion * deviation * deviation * ((held * held) - (twapHeld * twapHeld)));
    }

    private double Relative(double price, double to) => direction * ((price / to) - 1) * 1e4;

    private int At(int step) => start + step + rules.Scenario.DelayBars;

    private double Spread(int at) => rules.Scenario.SpreadPips is double pips
        ? pips * Market.Bars.PipSize
        : rules.Scenario.SpreadFactor * Market.Bars.Spread[at];

    private double Middle(int at) => Market.Bars.Close[at] + (Spread(at) / 2);

    private double Commission => rules.Scenario.CommissionPips / 2 * Market.Bars.PipSize;

    // Bars are bids: who buys pays the spread.
    private double MarketPrice(int step, int lots)
    {
        int at = At(step);
        double quote = Market.Bars.Open[at] + (direction > 0 ? Spread(at) : 0);
        double impact = rules.ImpactBps * 1e-4 * Arrival * lots / ExecutionRules.SliceLots;
        return quote + (direction * ((rules.Scenario.SlippagePips * Market.Bars.PipSize) + Commission + impact));
    }

    // A limit is filled where the other side comes to it; not a number where it does not. A better open fills better.
    private double LimitPrice(float distance)
    {
        int at = At(bar);
        double limit = Middle(start + bar - 1) * (1 - (direction * distance * rules.LimitRange * Market.Deviation));
        double spread = Spread(at);
        double open = Market.Bars.Open[at] + (direction > 0 ? spread : 0);
        double best = direction > 0 ? Market.Bars.Low[at] + spread : Market.Bars.High[at];
        if (direction * (best - limit) > 0)
            return double.NaN;
        return (direction > 0 ? Math.Min(limit, open) : Math.Max(limit, open)) + (direction * Commission);
    }

    private double Vwap()
    {
        (double sum, double volumes) = (0, 0);
        for (int i = 0; i < rules.Horizon; i++)
        {
            int at = At(i);
            double typical = ((Market.Bars.High[at] + Market.Bars.Low[at] + Market.Bars.Close[at]) / 3) + (Spread(at) / 2);
            (sum, volumes) = (sum + (typical * Market.Bars.Volume[at]), volumes + Market.Bars.Volume[at]);
        }

        return volumes > 0 ? sum / volumes : double.NaN;
    }

    // All that has a direction is turned so that up is against the order.
    private void Observe(Span<float> observation)
    {
        int now = start + bar - 1;
        double[] close = Market.Bars.Close;
        double unit = Market.Deviation > 0 ? Market.Deviation : 1;
        observation[0] = (rules.Horizon - bar) / (float)rules.Horizon;
        observation[1] = left / (float)rules.Lots;
        observation[2] = observation[1] - observation[0];
        observation[3] = (float)(direction * ((Middle(now) / Arrival) - 1) / (unit * Math.Sqrt(rules.Horizon)));
        observation[4] = (float)(direction * ((close[now] / close[now - 1]) - 1) / unit);
        observation[5] = (float)(direction * ((close[now] / close[now - 4]) - 1) / (unit * 2));
        observation[6] = (float)(direction * ((close[now] / close[now - 16]) - 1) / (unit * 4));
        observation[7] = (float)(Spread(now) / close[now] / unit);
        observation[8] = (float)((Market.Bars.High[now] - Market.Bars.Low[now]) / close[now] / unit);
        for (int i = OwnObservations; i < observation.Length; i++)
        {
            double value = Market.Features!.Columns[i - OwnObservations][Market.FirstRow + now];
            observation[i] = double.IsFinite(value) ? (float)value : 0;
        }
    }
}
