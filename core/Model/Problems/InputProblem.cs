using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Model.Problems;

/// <summary>One fault in what the user gave us. Texts, problem details and events are made from its members; none is read back.</summary>
/// <param name="Place">Where it was written.</param>
/// <param name="Field">The path of the field, such as <c>metric.goal</c>; empty where the fault is none of a field.</param>
/// <param name="Value">What was found there, as a message shows it; null where nothing was.</param>
/// <param name="Detail">What is wrong: a full sentence that names the field and the value.</param>
/// <param name="Remedy">What to write instead: full sentences, or empty where <paramref name="Detail"/> says it.</param>
[method: JsonConstructor]
public sealed record InputProblem(Place Place, string Field, string? Value, string Detail, string Remedy)
{
    /// <summary>A fault that is known by its place and a text.</summary>
    public InputProblem(Place place, string detail, string remedy = "")
        : this(place, place.Kind == PlaceKind.Field ? place.Name : string.Empty, null, detail, remedy)
    {
    }

    /// <summary>What was found there, as a message shows it: the beginning of what is long.</summary>
    public string? Value { get; init; } = Value is null ? null : Excerpt.Of(Value);

    /// <summary>What is wrong: a full sentence that names the field and the value.</summary>
    public string Detail { get; init; } = Excerpt.Within(Detail, Value);

    /// <summary>The rule that the value breaks, as it stands after "must be"; null where the fault is another.</summary>
    public string? Rule { get; init; }

    /// <summary>Detail and remedy in one text.</summary>
    [JsonIgnore]
    public string Message => Remedy.Length == 0 ? Detail : $"{Detail} {Remedy}";

    /// <summary>A value that breaks a rule. All such faults read alike.</summary>
    /// <param name="place">Where the value was written.</param>
    /// <param name="field">The path of the field.</param>
    /// <param name="value">The value as a message shows it.</param>
    /// <param name="rule">What it must be, as it stands after "must be".</param>
    /// <param name="remedy">What to write instead.</param>
    public static InputProblem Of(Place place, string field, string value, string rule, string remedy = "") =>
        new(place, field, value, $"{field} is {value}, but must be {rule}.", remedy) { Rule = rule };

    /// <inheritdoc/>
    public override string ToString() => Place.Kind switch
    {
        PlaceKind.None => Message,
        // Most details begin with the field; it is not said twice.
        PlaceKind.Field when Rule is not null || Detail.StartsWith($"{Place} is ", StringComparison.Ordinal) => Message,
        _ => $"{Place}: {Message}",
    };
}
