using System.Globalization;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Settings;

/// <summary>
/// One named setting: a key of a study file, or a setting of a strategy, an exit, a sampler or a pruner. Reading, validation,
/// messages, the JSON Schema and help texts are made from it.
/// </summary>
/// <param name="Name">The name in the study file, in snake_case.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Summary">Meaning and unit, one sentence.</param>
public record Setting(string Name, SettingKind Kind, string Summary)
{
    /// <summary>The value where the study file is silent; null for "off", or where something else decides.</summary>
    public ParameterValue Default { get; init; }

    /// <summary>The smallest number allowed, or null.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number allowed, or null.</summary>
    public double? Max { get; init; }

    /// <summary>Whether the number must be above <see cref="Min"/> rather than at or above.</summary>
    public bool Above { get; init; }

    /// <summary>The texts allowed, or null for any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>A value to write, for messages.</summary>
    public string? Example { get; init; }

    /// <summary>What each item of a list must be, or null for any.</summary>
    public Setting? Item { get; init; }

    /// <summary>How many items a list has at least.</summary>
    public int Least { get; init; }

    /// <summary>Whether it counts the bars that something looks back on, so that nothing is known before so many have passed.</summary>
    public bool IsWindow { get; init; }

    /// <summary>Where a search usefully starts, or null.</summary>
    public double? SuggestedLow { get; init; }

    /// <summary>Where a search usefully ends, or null.</summary>
    public double? SuggestedHigh { get; init; }

    /// <summary>A value of any kind.</summary>
    public static Setting Anything { get; } = new(string.Empty, SettingKind.Custom, string.Empty);

    /// <summary>What must be written here, as it stands in a sentence after "must be".</summary>
    public string Rule => Kind switch
    {
        SettingKind.Integer => "a whole number" + Range,
        SettingKind.Number => "a number" + Range,
        SettingKind.Boolean => "true or false",
        SettingKind.Date => "a date such as 2024-01-31 or 2024-01-31T08:00:00Z (UTC)",
        SettingKind.Duration => "a length of time such as 90s, 30m, 2h or 1:30:00",
        SettingKind.Section => "a mapping of keys and values",
        SettingKind.List => "a list",
        _ when Choices is { Count: 1 } => Choices[0],
        _ when Choices is not null => $"{string.Join(", ", Choices.Take(Choices.Count - 1))} or {Choices[^1]}",
        _ => "text",
    };

    /// <summary>What to write instead of a bad value: "For example: 10."; empty without an <see cref="Example"/>.</summary>
    public string Remedy => Example is null ? string.Empty : $"For example: {Example}.";

    /// <summary>Meaning and default, for editors.</summary>
    public string Help => Default.Kind == ParameterKind.Null ? Summary : $"{Summary} Default: {Default}.";

    private string Range => (Min, Max) switch
    {
        (double low, double high) => Above ? $" above {Show(low)}, up to {Show(high)}" : $" from {Show(low)} to {Show(high)}",
        (double low, null) => Above ? $" above {Show(low)}" : $", {Show(low)} or more",
        (null, double high) => $", {Show(high)} or less",
        _ => string.Empty,
    };

    /// <summary>A setting that is a whole number.</summary>
    public static Setting Integer(string name, long? usual, string summary, double? min = null, double? max = null) =>
        new(name, SettingKind.Integer, summary)
        {
            Default = usual is long value ? ParameterValue.Of(value) : default, Min = min, Max = max
        };

    /// <summary>A setting that is a number.</summary>
    public static Setting Number(string name, double? usual, string summary, double? min = null, double? max = null) =>
        new(name, SettingKind.Number, summary)
        {
            Default = usual is double value ? ParameterValue.Of(value) : default, Min = min, Max = max
        };

    /// <summary>A setting that is true or false.</summary>
    public static Setting Boolean(string name, bool usual, string summary) =>
        new(name, SettingKind.Boolean, summary) { Default = ParameterValue.Of(usual) };

    /// <summary>A setting that is one of some words.</summary>
    public static Setting Choice(string name, string usual, string summary, params string[] choices) =>
        new(name, SettingKind.Text, summary) { Default = ParameterValue.Of(usual), Choices = choices };

    /// <summary>Whether a value may be written here. Null stands for the default where that is null itself.</summary>
    public bool Accepts(ParameterValue value) => value.Kind == ParameterKind.Null ? Default.Kind == ParameterKind.Null : Kind switch
    {
        SettingKind.Integer => value.TryGetInteger(out _) && IsInRange(value.AsDouble()),
        SettingKind.Number => value.IsNumber && double.IsFinite(value.AsDouble()) && IsInRange(value.AsDouble()),
        SettingKind.Boolean => value.Kind == ParameterKind.Boolean,
        SettingKind.Text => value.Kind != ParameterKind.Json && (Choices is null || Choices.Contains(value.ToString())),
        SettingKind.Date => Moments.TryParseDate(value.ToString(), out _),
        SettingKind.Duration => Moments.TryParseDuration(value.ToString(), out _),
        _ => true,
    };

    /// <summary>What is wrong with a value, or null.</summary>
    /// <param name="place">Where the value was written.</param>
    /// <param name="path">The path of the setting.</param>
    /// <param name="value">The value.</param>
    /// <param name="shown">The value as it was written; null for <see cref="ParameterValue.Show()"/>.</param>
    public InputProblem? Check(Place place, string path, ParameterValue value, string? shown = null) =>
        Accepts(value) ? null : Reject(place, path, value, shown);

    /// <summary>The problem that a value is not what it must be.</summary>
    public InputProblem Reject(Place place, string path, ParameterValue value, string? shown = null)
    {
        string remedy = Choices is not null
            && Text.Nearest.Find(value.ToString(), Choices) is string nearest ? $"Did you mean {nearest}?" : Remedy;
        return InputProblem.Of(place, path, shown ?? value.Show(), Rule, remedy);
    }

    private bool IsInRange(double number) => !(number < Min) && !(number > Max) && !(Above && number == Min);

    private static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
