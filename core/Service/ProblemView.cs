namespace ServerlessTuner.Core.Service;

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Title">The kind of problem in words.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong, and what to do about it.</param>
/// <param name="Errors">Each fault.</param>
public sealed record ProblemView(string Type, string Title, int Status, string Detail, IReadOnlyList<FieldProblem> Errors);
