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
}
