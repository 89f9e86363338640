using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Collects what the program offers from where it is defined.</summary>
internal static class BuiltInCatalog
{
    private static readonly SettingDefinition[] WandbHyperbandSettings =
    [
        new("min_iter", ParameterKind.Integer, default, "The first step at which trials are stopped.", Min: 1),
        new("max_iter", ParameterKind.Integer, default, "The last step at which trials are stopped; needs s.", Min: 1),
        new("s", ParameterKind.Integer, default, "At how many steps trials are stopped, backwards from max_iter.", Min: 1),
        new("eta", ParameterKind.Float, ParameterValue.Of(3.0), "At every eta^n steps the best 1/eta go on.", Min: 1.000001),
        new("strict", ParameterKind.Boolean, ParameterValue.Of(true), "Whether to stop more trials, as in the original algorithm."),
    ];

    /// <summary>The catalogue.</summary>
    public static StudyCatalog Create() => new()
    {
        Strategies =
        [
            new("ma_cross", "Long while the fast moving average is above the slow one, short below.",
            [
                new("fast", ParameterKind.Integer, ParameterValue.Of(10), "Window of the fast average, in bars.", Min: 1),
                new("slow", ParameterKind.Integer, ParameterValue.Of(50), "Window of the slow average, in bars.", Min: 2),
                new("average", ParameterKind.Text, ParameterValue.Of("sma"), "The kind of average.", Choices: ["sma", "ema"]),
            ]),
        ],
        Exits =
        [
            .. new[] { "stop_pips", "target_pips", "stop_atr", "target_atr", "trailing_pips", "trailing_atr", "break_even_pips" }.Select(name =>
                new SettingDefinition(name, ParameterKind.Float, ParameterValue.Of(0.0), string.Empty, Min: 0)),
        ],
        BacktestMetrics =
        [
            .. new[] { "trades", "wins", "win_rate", "pnl_pips", "avg_pips", "profit_factor", "expectancy", "max_drawdown_pips", "sharpe", "sortino", "sqn", "recovery_factor", "exposure", "longest_losing_run" }.Select(name =>
                new MetricDefinition(name, name is "max_drawdown_pips" or "longest_losing_run" ? Goal.Minimize : Goal.Maximize, string.Empty)),
        ],
        Functions = [.. new[] { "sphere", "rosenbrock", "rastrigin", "ackley", "levy", "hartmann6", "branin" }.Select(name => new CatalogEntry(name, string.Empty, [], AnySettings: true))],
        Samplers = [.. new[] { "auto", "grid", "random", "sobol", "tpe", "cmaes", "gp", "nsga2" }.Select(name => new CatalogEntry(name, string.Empty, []))],
        Pruners = [new("median", string.Empty, []), new(ComponentReader.WandbHyperband, "W&B's early_terminate.", WandbHyperbandSettings)],
    };
}
