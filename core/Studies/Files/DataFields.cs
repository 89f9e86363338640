using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Keys;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of market data.</summary>
internal static class DataFields
{
    public static readonly Field DataPath = new(
        "path", SettingKind.Text, "A path or glob, relative to this file.") { Example = "data/eurusd.csv" };

    public static readonly NumberKey<DataSpec> PipSize = new(
        "pip_size",
        "The pip size in quote units. Default: 0.01 for JPY pairs, 0.0001 otherwise.",
        static spec => spec.PipSize,
        static (spec, value) => spec with { PipSize = value })
    {
        Min = 0, Above = true, Example = "0.0001",
    };

    public static readonly Field Synth = new("synth", SettingKind.Section, "Generate the bars instead of reading them.")
    {
        Example = "{seed: 1, bars: 20000}",
        Form = static schema => schema.Reference(SynthSection!),
    };

    public static readonly KeyList<DataSpec> DataKeys = new(PipSize, StudyFields.LimitBars, StudyFields.From, StudyFields.To);

    public static readonly Section DataSection = new("data", [DataPath, Synth, .. DataKeys.All]);

    public static readonly Field SynthSeed = new("seed", SettingKind.Integer, "The seed of the generator. Default: 1.") { Min = 0 };

    public static readonly Field SynthBars = new("bars", SettingKind.Integer, "How many bars.")
    {
        Min = 1, Max = 50_000_000, Example = "20000"
    };

    public static readonly Field SynthInterval = new(
        "interval", SettingKind.Duration, "The time between bars. Default: 1h.") { Example = "1h" };

    public static readonly Field SynthStart = new("start", SettingKind.Date, "The first bar-open time (UTC). Default: 2020-01-01.");

    public static readonly Field SynthPrice = new(
        "price", SettingKind.Number, "The first price. Default: the usual one of the symbol.") { Min = 0, Above = true };

    public static readonly Section SynthSection = new("synth", [SynthSeed, SynthBars, SynthInterval, SynthStart, SynthPrice], SynthBars);
}
