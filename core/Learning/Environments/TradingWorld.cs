using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>Market data to be traded: episodes at random places of the training part; one walk over each of the others.</summary>
internal sealed class TradingWorld : IWorld
{
    // Fewer bars than the longest usual window would show nothing but missing features.
    private const int LeastBars = 50;

    private readonly TradingMarket[] markets;
    private readonly (int Begin, int End)[] parts;
    private readonly double[] years;

    /// <summary>Prepares the symbols.</summary>
    /// <exception cref="InvalidInputException">The data are too few, or a feature is wrong.</exception>
    public TradingWorld(WorldData data)
    {
        IReadOnlyList<Bars> symbols = Common(data.Symbols);
        var cut = new MarketParts(symbols, data.Settings);
        parts = [.. Enum.GetValues<DataPart>().Select(part => cut.BarsOf(symbols[0], part))];
        double share = data.Settings.Number(MarketSettings.Holdout.Name);
        foreach (DataPart part in data.Scales is null ? Enum.GetValues<DataPart>() : [DataPart.Whole])
        {
            int count = parts[(int)part].End - parts[(int)part].Begin;
            if (count < LeastBars && (part != DataPart.Holdout || share > 0))
                throw new InvalidInputException(
                    Place.Field("data"),
                    $"The {part.ToString().ToLowerInvariant()} part of the data has {count} bars that all symbols have, "
                        + $"but needs {LeastBars}.",
                    "Give more data, or change validation_share and holdout.");
        }

        ModelFeatures features = ModelFeatures.Of(symbols, data.Features);
        Scales = data.Scales ?? [.. features.Table.Columns.Select(column => Scale(column, features.Firsts, parts[0].End))];
        markets = [.. symbols.Select((bars, i) => new TradingMarket(bars, features.Table, features.Firsts[i], Scales))];
        years = [
            .. parts.Select(part => part.End - part.Begin < 2
                ? 0
                : TimeSpan.FromTicks(symbols[0].Times[part.End - 1] - symbols[0].Times[part.Begin]).TotalDays / 365.25)
        ];
        Shape = TradingEnvironment.ShapeOf(markets);
    }

    /// <summary>The environment.</summary>
    public static EnvironmentKind Kind { get; } = new(
        "trading",
        "Trades one or more symbols: how much, and how far the target is; rewarded by the profit after costs.",
        TradingSettings.All,
        [
            new("return", Goal.Maximize, "Profit after costs, in percent of the price, for a size of 1; not compounded."),
            new("sharpe", Goal.Maximize, "Sharpe ratio of the profits of bars, for a year.", "sharpe_ratio"),
            new("max_dd", Goal.Minimize, "Deepest fall of the profit, in percent, marked to market."),
            new("win_rate", Goal.Maximize, "Share of winning trades, 0 to 1."),
            new("trades", Goal.Maximize, "Number of trades."),
            new("avg_trade_duration", Goal.Minimize, "Mean bars of a trade."),
        ],
        IsDiscrete: false,
        NeedsMarket: true,
        static data => new TradingWorld(data))
    {
        Shared = [.. MarketSettings.All.Select(static setting => setting.Name)],
        ShowsFeatures = true,
    };

    /// <inheritdoc/>
    public EnvironmentShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Scales { get; }

    /// <inheritdoc/>
    public int Episodes(DataPart part) => parts[(int)part].End - parts[(int)part].Begin < 2 ? 0 : 1;

    /// <inheritdoc/>
    public IEnvironment Begin(SettingValues settings, Scenario scenario, DataPart part, int episode, Span<float> observation)
    {
        TradingEnvironment environment = Open(settings, scenario, part);
        environment.Begin(parts[(int)part].Begin, parts[(int)part].End - 1, observation);
        return environment;
    }

    /// <inheritdoc/>
    public IEnvironment Open(SettingValues settings, Scenario scenario) => Open(settings, scenario, DataPart.Training);

    /// <inheritdoc/>
    public Judgement Judge(
        Policy policy, SettingValues settings, Scenario scenario, DataPart part, CancellationToken cancellation)
    {
        var ledger = new TradingLedger();
        (int begin, int end) = parts[(int)part];
        if (Episodes(part) == 0)
            return Judgement.None(Kind.Figures.Count);
        Judgement judged = EpisodeRunner.Judge(
            policy,
            1,
            (episode, observation) =>
            {
                IEnvironment environment = Begin(settings, scenario, part, episode, observation);
                ((TradingEnvironment)environment).Ledger = ledger;
                return environment;
            },
            cancellation);
        // The fitness of a long walk and of short episodes compare.
        double perEpisode = settings.Integer(TradingSettings.EpisodeBars.Name) / (double)(end - 1 - begin);
        return judged with
        {
            Reward = judged.Reward * perEpisode,
            Figures =
            [
                ledger.Profit / 100, ledger.Sharpe(years[(int)part]), ledger.Drawdown / 100,
                ledger.Trades == 0 ? double.NaN : ledger.Wins / (double)ledger.Trades, ledger.Trades,
                ledger.Trades == 0 ? double.NaN : ledger.Duration / (double)ledger.Trades,
            ],
        };
    }

    private TradingEnvironment Open(SettingValues settings, Scenario scenario, DataPart part) =>
        new(markets, TradingRules.Of(settings, scenario), parts[(int)part].Begin, parts[(int)part].End);

    // The bars at times that all symbols have.
    private static IReadOnlyList<Bars> Common(IReadOnlyList<Bars> symbols)
    {
        if (symbols.Count == 1)
            return symbols;
        var times = new HashSet<long>(symbols[0].Times);
        foreach (Bars bars in symbols.Skip(1))
            times.IntersectWith(bars.Times);
        return [.. symbols.Select(bars =>
        {
            int[] kept = [.. Enumerable.Range(0, bars.Count).Where(bar => times.Contains(bars.Times[bar]))];
            double[] Pick(double[] column) => Array.ConvertAll(kept, bar => column[bar]);
            return new Bars(
                bars.Symbol, bars.PipSize, Array.ConvertAll(kept, bar => bars.Times[bar]), Pick(bars.Open), Pick(bars.High), Pick(bars.Low),
                Pick(bars.Close), Pick(bars.Volume), Pick(bars.Spread));
        })];
    }

    // Mean and deviation over all symbols, of the training part alone.
    private static double[] Scale(float[] column, int[] firsts, int end)
    {
        (double sum, double squares, long count) = (0, 0, 0);
        foreach (int first in firsts)
        {
            foreach (float value in column.AsSpan(first, end))
                (sum, count) = float.IsFinite(value) ? (sum + value, count + 1) : (sum, count);
        }

        double mean = count == 0 ? 0 : sum / count;
        foreach (int first in firsts)
        {
            foreach (float value in column.AsSpan(first, end))
                squares += float.IsFinite(value) ? (value - mean) * (value - mean) : 0;
        }

        return [mean, count == 0 ? 0 : Math.Sqrt(squares / count)];
    }
}
