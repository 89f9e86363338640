namespace ServerlessTuner.Core.Model.Problems;

/// <summary>
/// The user's input cannot be used. Carries every problem found, not the first only.
/// Hosts turn it into exit code 2 or an HTTP 4xx answer.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception from one or more problems.</summary>
    public InvalidInputException(IReadOnlyList<InputProblem> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>Creates the exception from a single problem.</summary>
    public InvalidInputException(string place, string message)
        : this([new InputProblem(place, message)])
    {
    }

    /// <summary>All problems, in the order of their places.</summary>
    public IReadOnlyList<InputProblem> Problems { get; }
}
