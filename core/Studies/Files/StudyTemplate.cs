using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Writes commented study files to start from, for <c>tuner init</c>. Each validates as it is.</summary>
public static class StudyTemplate
{
    /// <summary>The kinds of file: <c>backtest</c>, <c>function</c>, <c>sweep</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["backtest", "function", "sweep"];

    /// <summary>A study file.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="strategy">The strategy of a backtest; null for the first one.</param>
    /// <param name="catalog">The strategies that exist; null for those of this program.</param>
    /// <exception cref="InvalidInputException">There is no such kind or strategy.</exception>
    public static string Write(string kind = "backtest", string? strategy = null, StudyCatalog? catalog = null)
    {
        catalog ??= StudyCatalog.Default;
        return kind switch
        {
            "backtest" => Backtest(strategy, catalog),
            "function" => Function,
            "sweep" => Sweep,
            _ => throw new InvalidInputException(
                Place.Field("kind"), $"kind is '{kind}', which does not exist.", Nearest.Advice(kind, [.. Kinds])),
        };
    }

    private static string Backtest(string? name, StudyCatalog catalog)
    {
        name ??= catalog.Strategies[0].Name;
        CatalogEntry strategy = StudyCatalog.Find(catalog.Strategies, name)
            ?? throw new InvalidInputException(
                Place.Field("strategy"),
                $"strategy is '{name}', which does not exist.",
                Nearest.Advice(name, [.. catalog.Strategies.Select(entry => entry.Name)]));
        var parameters = new StringBuilder();
        foreach (Setting setting in strategy.Settings)
            parameters.Append(Line(setting, searched: true));
        parameters.Append("  # Exits; 0 switches one off. Others: 'tuner strategies'.\n");
        foreach (Setting setting in catalog.Exits.Where(exit => exit.Name is "stop_pips" or "target_pips"))
            parameters.Append(Line(setting, searched: true));
        foreach (Setting setting in catalog.Exits.Where(exit => exit.Name is "max_bars" or "hours_from" or "hours_to"))
            parameters.Append(Line(setting, searched: false));
        // Two averages of which the first is the slower one are the same strategy upside down.
        bool averages = strategy.Settings.Any(setting => setting.Name == "fast")
            && strategy.Settings.Any(setting => setting.Name == "slow");
        string constraints = averages ? "constraints:\n  - fast < slow\n" : "# constraints:\n#   - stop_pips < target_pips\n";
        return BacktestText.Replace("@constraints\n", constraints).Replace("@strategy", name).Replace(
            "@summary", strategy.Description).Replace("@parameters\n", parameters.ToString());
    }

    private static string Line(Setting setting, bool searched)
    {
        string value = searched ? Values(setting) : setting.Default.ToString();
        return $"  {setting.Name + ": " + value,-34} # {setting.Summary}\n";
    }

    // Four values across the usual range: enough to see a surface, few enough for a first grid.
    private static string Values(Setting setting)
    {
        if (setting.Choices is not null)
            return $"[{string.Join(", ", setting.Choices)}]";
        if (setting.SuggestedLow is not double low || setting.SuggestedHigh is not double high)
            return setting.Default.ToString();
        IEnumerable<double> points = Enumerable.Range(0, 4).Select(i => low + (i * (high - low) / 3));
        return setting.Kind == SettingKind.Integer || high - low >= 20
            ? $"[{string.Join(", ", points.Select(point => Math.Round(point).ToString(CultureInfo.InvariantCulture)).Distinct())}]"
            : $"[{string.Join(", ", points.Select(Rounded).Distinct())}]";
    }

    private static string Rounded(double point) => Math.Round(point, 2).ToString("0.0#", CultureInfo.InvariantCulture);

    private const string BacktestText = """
        # A study: which parameters of a strategy earn most on market data.
        #   tuner validate study.yaml    checks this file
        #   tuner run study.yaml         runs it; Ctrl-C stops it, the same command continues
        name: my-study

        # Market data: a path or glob per symbol. ISO CSV and the exports of MetaTrader 4 and 5, HistData, Dukascopy and
        # pandas are recognised. Until you have some, bars are generated:
        data:
          EURUSD: {synth: {seed: 1, bars: 20000, interval: 1h}}
          # EURUSD: data/eurusd.csv
          # USDJPY: {path: data/usdjpy*.csv, pip_size: 0.01}
        # limit_bars: 5000              # only the last bars
        # from: 2020-01-01              # only a range of dates (UTC)
        # to: 2024-01-01

        # @summary
        strategy: @strategy             # 'tuner strategies' lists the others

        # A list is searched, a single value is fixed, {min: 5, max: 50} is a range.
        parameters:
        @parameters
        # Combinations that make no sense are left out:
        @constraints

        # Market conditions. A is optimistic, B the base, C pessimistic; these are the defaults.
        scenarios:
          A: {spread_factor: 0.8}
          B: {spread_factor: 1.0, slippage_pips: 0.1}
          C: {spread_factor: 1.5, slippage_pips: 0.3, delay_bars: 1}

        # Every combination under B; the best ten again under A, B and C.
        stages:
          - {scenarios: [B], keep: 10}       # or keep: auto
          - {scenarios: [A, B, C], keep: 10}
        final_rank: worst                    # the worst of the three scores decides; or mean, or 0.5 * score_B + 0.5 * score_C

        metric: {name: sharpe, goal: maximize}   # or an expression: 0.7 * sharpe + 0.3 * win_rate
        score: {min_trades: 100, penalty: 0.25}  # a score from fewer trades is lowered

        # A grid tries every combination. For large spaces, search:
        # sampler: tpe
        # trials: 400

        seed: 42
        outputs: {directory: runs/my-study}

        """;

    private const string Function = """
        # A study on a standard test function, for trying samplers and pruners.
        name: my-function
        function: {name: rastrigin, steps: 10}   # noise: 0.1 makes it noisy, delay_ms: 20 slow

        parameters:
          x1: {min: -5.12, max: 5.12}
          x2: {min: -5.12, max: 5.12}

        metric: {name: value, goal: minimize, target: 0.01}   # reaching the target ends the study
        sampler: auto                                         # or grid, random, tpe, …
        pruner: median                                        # stops poor trials early
        trials: 100
        seed: 42

        """;

    private const string Sweep = """
        # A Weights & Biases sweep; files of yours do as they are. Agents evaluate the trials: start this file on a service
        # ('tuner serve') and let them ask for trials over HTTP, as docs/agents.md shows.
        program: train.py
        method: bayes                # grid, random or bayes
        metric: {name: val/loss, goal: minimize}
        parameters:
          learning_rate: {distribution: log_uniform_values, min: 0.0001, max: 0.1}
          layers: {min: 1, max: 5}
          optimizer: {values: [adam, sgd]}
        early_terminate: {type: hyperband, min_iter: 3}
        run_cap: 50

        """;
}
