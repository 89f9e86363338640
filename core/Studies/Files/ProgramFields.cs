using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Keys;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys that say how a program is run.</summary>
internal static class ProgramFields
{
    /// <summary>The kinds of end by their words.</summary>
    public static readonly IReadOnlyDictionary<string, ProgramFailure> Failures = new Dictionary<string, ProgramFailure>
    {
        ["oom"] = ProgramFailure.Oom,
        ["crash"] = ProgramFailure.Crash,
        ["error"] = ProgramFailure.Error,
        ["timeout"] = ProgramFailure.Timeout,
    };

    public static readonly Field Program = new("program", SettingKind.Text, "The program that evaluates a trial, as in W&B.")
    {
        Example = "train.py",
    };

    public static readonly Field Command = new(
        "command", SettingKind.List, "The command line of a trial, as in W&B, with macros such as ${program} and ${args}.")
    {
        Example = "[\"${env}\", \"${interpreter}\", \"${program}\", \"${args}\"]",
        Form = static schema => schema.ListOf(static form => form.Types("string", "number", "boolean")),
    };

    public static readonly DurationKey<ExternalSpec> Timeout = new(
        "timeout",
        "How long a program may take for one trial, which fails then: 90s, 30m, 2h. Default: no limit.",
        static spec => spec.Timeout,
        static (spec, value) => spec with { Timeout = value })
    {
        Example = "30m",
    };

    public static readonly Field Slots = new(
        "slots",
        SettingKind.List,
        "Where programs run at once: a list of mappings with env, the variables of each place. Default: as many as parallel says.")
    {
        Example = "[{env: {CUDA_VISIBLE_DEVICES: 0}}, {env: {CUDA_VISIBLE_DEVICES: 1}}]",
        Form = static schema => schema.ListOf(static form => form.Reference(SlotSection!), least: 1, most: MostSlots),
    };

    public static readonly Field Retry = new(
        "retry",
        SettingKind.Section,
        "Which ends of a program are tried again, alone, before the trial counts as failed: on and times.")
    {
        Example = "{on: [oom, crash], times: 1}",
        Form = static schema => schema.Reference(RetrySection!),
    };

    public static readonly Field Environment = new("env", SettingKind.Section, "The variables of a place, by name.")
    {
        Example = "{CUDA_VISIBLE_DEVICES: 0}",
        Form = static schema => schema.MapOf(static item => item.Types("string", "number", "boolean")),
    };

    public static readonly Field RetryOn = new(
        "on", SettingKind.List, "A list of oom, crash (ended by a signal), error (an exit code other than 0) and timeout.")
    {
        Example = "[oom, crash]",
        Form = static schema => schema.ListOf(static form => form.Words([.. Failures.Keys])),
    };

    public static readonly Field RetryTimes = new("times", SettingKind.Integer, "How often at most. Default: 1.")
    {
        Min = 1, Max = 100, Example = "1",
    };

    public static readonly Section SlotSection = new("slot", [Environment]);

    public static readonly Section RetrySection = new("retry", [RetryOn, RetryTimes]);

    public static readonly Setting[] All = [Program, Command, Timeout, Slots, Retry];

    /// <summary>More places than one machine has.</summary>
    public const int MostSlots = 1000;
}
