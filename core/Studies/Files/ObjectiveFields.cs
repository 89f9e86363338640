using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Files.Keys;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of what a trial runs.</summary>
internal static class ObjectiveFields
{
    public static readonly Field FunctionName = new("name", SettingKind.Text, "The function's name.")
    {
        Example = "rastrigin",
        Form = static schema => schema.Names(schema.Catalog.Functions),
    };

    public static readonly NumberKey<FunctionSpec> Noise = new(
        "noise",
        "Standard deviation of the Gaussian noise added. Default: 0.",
        static spec => spec.Noise,
        static (spec, value) => spec with { Noise = value })
    {
        Min = 0,
    };

    public static readonly CountKey<FunctionSpec> DelayMs = new(
        "delay_ms",
        "How long an evaluation sleeps per step, in milliseconds. Default: 0.",
        static spec => spec.DelayMilliseconds,
        static (spec, value) => spec with { DelayMilliseconds = value })
    {
        Min = 0, Max = 3_600_000,
    };

    public static readonly CountKey<FunctionSpec> Steps = new(
        "steps",
        "How many steps an evaluation reports. Default: 1.",
        static spec => spec.Steps,
        static (spec, value) => spec with { Steps = value })
    {
        Min = 1, Max = 100_000,
    };

    public static readonly KeyList<FunctionSpec> FunctionKeys = new(Noise, DelayMs, Steps);

    public static readonly Section FunctionSection = new("function", [FunctionName, .. FunctionKeys.All], FunctionName);

    public static readonly Field ObjectiveName = new("name", SettingKind.Text, "The word external.") { Choices = ["external"] };

    public static readonly Field ObjectiveSteps = new(
        "steps",
        SettingKind.Integer,
        "The last step that an agent reports of a whole trial; a pruner stops none there. Default: not known.")
        {
            Min = 1, Max = 1_000_000, Example = "27"
        };

    public static readonly Field ObjectiveMetrics = new(
        "metrics", SettingKind.List, "Metrics that agents send beside those that are optimised, for the result files.")
    {
        Example = "[train/loss, accuracy]",
        Form = static schema => schema.ListOf(static form => form.Types("string")),
    };

    public static readonly Section ObjectiveSection = new("objective", [ObjectiveName, ObjectiveSteps, ObjectiveMetrics]);
}
