using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Keys;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of scenarios and stages.</summary>
internal static class StageFields
{
    public static readonly NumberKey<Scenario> SpreadFactor = new(
        "spread_factor",
        "Factor on the spread recorded in the data. Default: 1.",
        static spec => spec.SpreadFactor,
        static (spec, value) => spec with { SpreadFactor = value })
    {
        Min = 0, Example = "1.5",
    };

    public static readonly NumberKey<Scenario> SpreadPips = new(
        "spread_pips",
        "A fixed spread in pips per round trip instead of the recorded one.",
        static spec => spec.SpreadPips,
        static (spec, value) => spec with { SpreadPips = value })
    {
        Min = 0, Example = "0.8",
    };

    public static readonly NumberKey<Scenario> SlippagePips = new(
        "slippage_pips",
        "Adverse slippage in pips per fill, so twice per round trip. Default: 0.",
        static spec => spec.SlippagePips,
        static (spec, value) => spec with { SlippagePips = value })
    {
        Min = 0, Example = "0.1",
    };

    public static readonly NumberKey<Scenario> CommissionPips = new(
        "commission_pips",
        "Commission in pips per trade. Default: 0.",
        static spec => spec.CommissionPips,
        static (spec, value) => spec with { CommissionPips = value })
    {
        Min = 0, Example = "0.5",
    };

    public static readonly CountKey<Scenario> DelayBars = new(
        "delay_bars",
        "Bars between the usual fill, the next open, and the fill here. Default: 0.",
        static spec => spec.DelayBars,
        static (spec, value) => spec with { DelayBars = value })
    {
        Min = 0, Max = 1000, Example = "1",
    };

    public static readonly DateKey<Scenario> ScenarioFrom = new(
        StudyFields.From.Name, StudyFields.From.Summary, static spec => spec.From, static (spec, value) => spec with { From = value });

    public static readonly DateKey<Scenario> ScenarioTo = new(
        StudyFields.To.Name, StudyFields.To.Summary, static spec => spec.To, static (spec, value) => spec with { To = value });

    public static readonly KeyList<Scenario> ScenarioKeys = new(
        SpreadFactor, SpreadPips, SlippagePips, CommissionPips, DelayBars, ScenarioFrom, ScenarioTo);

    public static readonly Section ScenarioSection = new("scenario", ScenarioKeys.All);

    public static readonly Field StageScenarios = new(
        "scenarios", SettingKind.Custom, "The scenarios of this stage; the first ranks. Default: all.")
    {
        Example = "[A, B, C]",
        Form = static schema => schema.AnyOf(
            static form => form.Types("string"), static form => form.ListOf(static form => form.Types("string"), least: 1)),
    };

    public static readonly Field Keep = new(
        "keep",
        SettingKind.Custom,
        "How many of the best go on: a number, auto (cut at the largest drop of the sorted scores between 5 and 50) or all. Default: 10.")
    {
        Example = "keep: 10",
        Form = static schema => schema.AnyOf(
            static form => form.Plain(Setting.Integer("keep", null, string.Empty, min: 1)), static form => form.Words("auto", "all")),
    };

    public static readonly Section StageSection = new("stage", [StageScenarios, Keep]);
}
