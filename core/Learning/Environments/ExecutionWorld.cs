using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>Orders to be executed on market data. All trials are judged by the same episodes, spread evenly over the part.</summary>
internal sealed class ExecutionWorld : IWorld
{
    // Bars that an order may come late, in the scenarios of a study.
    private const int MostDelay = 8;

    private readonly ExecutionMarket[] markets;
    private readonly (int Market, int Start)[][] starts;
    private readonly int sides, episodes, horizon;

    /// <summary>Prepares the symbols.</summary>
    /// <exception cref="InvalidInputException">The data hold no episode.</exception>
    public ExecutionWorld(WorldData data)
    {
        var parts = new MarketParts(data.Symbols, data.Settings);
        ModelFeatures? features = data.Features.Count > 0 ? ModelFeatures.Of(data.Symbols, data.Features) : null;
        markets = [
            .. data.Symbols.Select((bars, i) => new ExecutionMarket(
                bars, features?.Table, features?.Firsts[i] ?? 0, parts.BarsOf(bars, DataPart.Training).End, data.Scales?[i][0]))
        ];
        horizon = data.Settings.Integer(ExecutionSettings.Horizon.Name);
        episodes = data.Settings.Integer(PolicySettings.Episodes.Name);
        sides = data.Settings.Text(ExecutionSettings.Side.Name) switch { "buy" => 1, "sell" => -1, _ => 0 };
        Shape = ExecutionEnvironment.ShapeOf(markets, ExecutionRules.Of(data.Settings, Scenario.Defaults[0]));
        starts = [
            .. Enum.GetValues<DataPart>().Select(part => markets.SelectMany((market, i) =>
            {
                (int begin, int end) = parts.BarsOf(market.Bars, part);
                return market.Starts(begin, end, horizon + MostDelay).Select(start => (i, start));
            }).ToArray())
        ];
        double share = data.Settings.Number(MarketSettings.Holdout.Name);
        foreach (DataPart part in data.Scales is null ? Enum.GetValues<DataPart>() : [DataPart.Whole])
        {
            if (starts[(int)part].Length == 0 && (part != DataPart.Holdout || share > 0))
                throw new InvalidInputException(
                    Place.Field("data"),
                    $"The {part.ToString().ToLowerInvariant()} part of the data has no "
                        + $"{horizon + MostDelay + ExecutionMarket.Past} bars without a gap, which an order over horizon_bars needs.",
                    "Lower horizon_bars, or give more data.");
        }
    }

    /// <summary>The environment.</summary>
    public static EnvironmentKind Kind { get; } = new(
        "execution",
        "Fills an order within some bars: how much now, at what limit; rewarded by what it costs less than TWAP.",
        ExecutionSettings.All,
        [
            new("shortfall_bps", Goal.Minimize, "What was paid over the price on arrival, in basis points of it."),
            new("slippage_vs_twap", Goal.Minimize, "What was paid over TWAP with the same costs, in basis points; TWAP itself is 0."),
            new("slippage_vs_twap_low", Goal.Minimize, "Lower end of the 95 % confidence interval of slippage_vs_twap."),
            new("slippage_vs_twap_high", Goal.Minimize, "Upper end of the 95 % confidence interval of slippage_vs_twap."),
            new("slippage_vs_vwap", Goal.Minimize, "What was paid over the mean price weighted by volume, where volume is recorded."),
            new("fill_rate", Goal.Maximize, "Share that was filled without force in the last bar, 0 to 1."),
        ],
        IsDiscrete: false,
        NeedsMarket: true,
        static data => new ExecutionWorld(data))
    {
        Shared = ExecutionSettings.Shared,
    };

    /// <inheritdoc/>
    public EnvironmentShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Scales => [.. markets.Select(static market => new[] { market.Deviation })];

    /// <inheritdoc/>
    public int Episodes(DataPart part)
    {
        // Orders that overlap would count the same prices twice.
        int apart = starts[(int)part].Length / horizon;
        return Math.Max(starts[(int)part].Length == 0 ? 0 : 1, part == DataPart.Whole ? apart : Math.Min(episodes, apart));
    }

    /// <inheritdoc/>
    public IEnvironment Begin(SettingValues settings, Scenario scenario, DataPart part, int episode, Span<float> observation)
    {
        (int Market, int Start)[] all = starts[(int)part];
        var environment = new ExecutionEnvironment(markets, RulesOf(settings, scenario), all, sides);
        (int market, int start) = all[(int)((long)all.Length * episode / Episodes(part))];
        environment.Begin(market, start, sides != 0 ? sides : episode % 2 == 0 ? 1 : -1, observation);
        return environment;
    }

    /// <inheritdoc/>
    public IEnvironment Open(SettingValues settings, Scenario scenario) =>
        new ExecutionEnvironment(markets, RulesOf(settings, scenario), starts[(int)DataPart.Training], sides);

    /// <inheritdoc/>
    public Judgement Judge(
        Policy policy, SettingValues settings, Scenario scenario, DataPart part, CancellationToken cancellation)
    {
        var figures = new ExecutionEnvironment[Episodes(part)];
        if (figures.Length == 0)
            return Judgement.None(Kind.Figures.Count);
        Judgement judged = EpisodeRunner.Judge(
            policy,
            figures.Length,
            (episode, observation) => Begin(settings, scenario, part, episode, observation),
            cancellation,
            (episode, environment) => figures[episode] = (ExecutionEnvironment)environment);
        (double twap, double error) = Judgement.Interval([.. figures.Select(static one => one.OverTwap)]);
        return judged with
        {
            Figures =
            [
                figures.Average(static one => one.Shortfall), twap, twap - error, twap + error,
                Judgement.Interval([.. figures.Select(static one => one.OverVwap)]).Mean, figures.Average(static one => one.FillRate),
            ],
        };
    }

    private static ExecutionRules RulesOf(SettingValues settings, Scenario scenario) => scenario.DelayBars <= MostDelay
        ? ExecutionRules.Of(settings, scenario)
        : throw new TrainingFailedException(
            $"The scenario {scenario.Name} has delay_bars {scenario.DelayBars}, but orders may come at most {MostDelay} bars late.");
}
