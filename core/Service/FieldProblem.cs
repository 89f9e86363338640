namespace ServerlessTuner.Core.Service;

/// <summary>One fault of a request.</summary>
/// <param name="Field">Where it is.</param>
/// <param name="Value">What was found.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Remedy">What to do instead.</param>
public sealed record FieldProblem(string Field, string? Value, string Detail, string? Remedy);
