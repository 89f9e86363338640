using System.Globalization;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>One key of a study file. The reader, its messages and the JSON Schema are made from these.</summary>
/// <param name="Name">The key.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Description">Meaning, unit and default, for the editor.</param>
internal sealed record Field(string Name, FieldType Type, string Description)
{
    /// <summary>The smallest number allowed.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number allowed.</summary>
    public double? Max { get; init; }

    /// <summary>Whether the number must be above <see cref="Min"/> rather than at or above.</summary>
    public bool Above { get; init; }

    /// <summary>The texts allowed.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>A value to write, for messages.</summary>
    public string? Example { get; init; }

    /// <summary>What must be written here, as it stands in a sentence after "must be".</summary>
    public string Expected => Type switch
    {
        FieldType.Integer => "a whole number" + Range,
        FieldType.Number => "a number" + Range,
        FieldType.Boolean => "true or false",
        FieldType.Date => "a date such as 2024-01-31 or 2024-01-31T08:00:00Z (UTC)",
        FieldType.Duration => "a length of time such as 90s, 30m, 2h or 1:30:00",
        FieldType.Section => "a mapping of keys and values",
        FieldType.List => "a list",
        _ when Choices is not null => Choices.Count == 1 ? Choices[0] : $"{string.Join(", ", Choices.Take(Choices.Count - 1))} or {Choices[^1]}",
        _ => "text",
    };

    /// <summary>"Write 10." or nothing.</summary>
    public string Remedy => Example is null ? string.Empty : $" For example: {Example}.";

    private string Range => (Min, Max) switch
    {
        (double low, double high) => Above ? $" above {Show(low)}, up to {Show(high)}" : $" from {Show(low)} to {Show(high)}",
        (double low, null) => Above ? $" above {Show(low)}" : $", {Show(low)} or more",
        (null, double high) => $", {Show(high)} or less",
        _ => string.Empty,
    };

    /// <summary>Whether a number is within the bounds.</summary>
    public bool Allows(double number) =>
        !(number < Min) && !(number > Max) && !(Above && number == Min) && double.IsFinite(number);

    private static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
