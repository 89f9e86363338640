using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service;

/// <summary>Makes problem details (RFC 9457): every one names the field, the value and the remedy.</summary>
public static class Problems
{
    /// <summary>A problem with one field.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="field">What is wrong: a path segment, a query parameter, a header, a member of the body.</param>
    /// <param name="value">What was found there, or null.</param>
    /// <param name="detail">What is wrong with it, one sentence.</param>
    /// <param name="remedy">What to do instead.</param>
    public static ServiceResponse Of(int status, string field, string? value, string detail, string remedy) =>
        Of(status, $"{detail} {remedy}", [new FieldProblem(field, FieldProblem.Shorten(value), detail, remedy)]);

    /// <summary>All problems of an input.</summary>
    public static ServiceResponse Of(InvalidInputException fault) =>
        Of(
            400,
            fault.Problems is [var single] ? single.ToString() : $"{fault.Problems.Count} faults were found.",
            [.. fault.Problems.Select(FieldProblem.Of)]);

    private static ServiceResponse Of(int status, string detail, IReadOnlyList<FieldProblem> errors) => ServiceResponse.Of(
        status, new ProblemView(
            "about:blank", TitleOf(status), status, detail, errors), ServiceJson.Default.ProblemView, ServiceResponse.ProblemJson);

    private static string TitleOf(int status) => status switch
    {
        400 => "The request cannot be used",
        401 => "A key is needed",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        408 => "The request came too slowly",
        410 => "The study has ended",
        413 => "Too large",
        415 => "Not a known content type",
        429 => "Too many studies are waiting",
        503 => "Not at work yet",
        507 => "No room",
        _ => "A fault of the service",
    };
}
