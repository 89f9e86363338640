using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service;

/// <summary>One fault of a request.</summary>
/// <param name="Field">The path of the field: <c>metric.goal</c>; empty where the fault is none of a field.</param>
/// <param name="Value">What was found there.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Remedy">What to do instead.</param>
public sealed record FieldProblem(string Field, string? Value, string Detail, string? Remedy)
{
    /// <summary>The text in which the fault stands: a study file, a data file; null where it is none of a text.</summary>
    public string? Source { get; init; }

    /// <summary>The line in <see cref="Source"/>, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The column in the line, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>The rule that the value breaks, as it stands after "must be".</summary>
    public string? Rule { get; init; }

    /// <summary>The fault as it is sent to programs.</summary>
    public static FieldProblem Of(InputProblem problem) => new(
        problem.Field.Length > 0 || problem.Place.Kind == PlaceKind.Source ? problem.Field : problem.Place.Name,
        Shorten(problem.Value),
        problem.Detail,
        problem.Remedy.Length == 0 ? null : problem.Remedy)
    {
        Source = problem.Place.Kind == PlaceKind.Source ? problem.Place.Name : null,
        Line = problem.Place.Line > 0 ? problem.Place.Line : null,
        Column = problem.Place.Column > 0 ? problem.Place.Column : null,
        Rule = problem.Rule,
    };

    // What was sent is repeated, but not at any length.
    internal static string? Shorten(string? value) => value is { Length: > 100 } ? value[..100] + "…" : value;
}
