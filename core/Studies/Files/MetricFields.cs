using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Keys;
using ServerlessTuner.Core.Studies.Files.Schema;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of metrics and scores.</summary>
internal static class MetricFields
{
    public static readonly Field MetricName = new(
        "name", SettingKind.Text, "A metric's name, or, with an expression, any name for it.") { Example = "sharpe" };

    public static readonly Field Expression = new(
        "expression",
        SettingKind.Text,
        "What is computed from metrics, such as 0.7 * sharpe + 0.3 * win_rate.") { Example = "0.7 * sharpe + 0.3 * win_rate" };

    public static readonly Field Goal = new(
        "goal",
        SettingKind.Text,
        "Which way is better. Default: what the metric's name says; minimize for functions and W&B programs.")
        {
            Choices = ["maximize", "minimize"]
        };

    public static readonly Field Impute = new(
        "impute", SettingKind.Text, "W&B: accepted, without a meaning here.") { Choices = ["latest", "best", "worst"] };

    public static readonly Field ImputeRunning = new(
        "impute_while_running",
        SettingKind.Text,
        "W&B: accepted, without a meaning here.") { Choices = ["latest", "best", "worst", "false"] };

    public static readonly Section MetricSection = new("metric", [MetricName, Expression, Goal, StudyFields.Target, Impute, ImputeRunning]);

    public static readonly CountKey<ScoreSpec> MinTrades = new(
        "min_trades",
        "From how many trades on a score counts in full; 0 switches the rule off. Default: 0.",
        static spec => spec.MinTrades,
        static (spec, value) => spec with { MinTrades = value })
    {
        Min = 0, Example = "300",
    };

    public static readonly NumberKey<ScoreSpec> Penalty = new(
        "penalty",
        "The factor on a positive score with too few trades; in general score − (1 − penalty)·|score|. Default: 0.25.",
        static spec => spec.Penalty,
        static (spec, value) => spec with { Penalty = value })
    {
        Min = 0, Max = 1, Example = "0.25",
    };

    public static readonly KeyList<ScoreSpec> ScoreKeys = new(MinTrades, Penalty);

    public static readonly Section ScoreSection = new("score", [Expression, .. ScoreKeys.All]);

    public static void MetricForm(SchemaWriter schema) =>
        schema.AnyOf(static form => form.Types("string"), static form => form.Reference(MetricSection!));
}
