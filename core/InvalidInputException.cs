namespace ServerlessTuner.Core;

/// <summary>One fault in what the user gave us: where it is, what was found, and what to write instead.</summary>
/// <param name="Place">The place as the user knows it: <c>study.yaml:12:5</c>, <c>eurusd.csv:4711</c>, <c>--top-k</c>.</param>
/// <param name="Message">A full sentence naming the field, the value and the remedy.</param>
public sealed record InputProblem(string Place, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Place.Length == 0 ? Message : $"{Place}: {Message}";
}

/// <summary>
/// The user's input cannot be used. Carries every problem found, not the first only.
/// Hosts turn it into exit code 2 or an HTTP 4xx answer.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception from one or more problems.</summary>
    public InvalidInputException(IReadOnlyList<InputProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Creates the exception from a single problem.</summary>
    public InvalidInputException(string place, string message)
        : this([new InputProblem(place, message)])
    {
    }

    /// <summary>All problems, in the order of their places.</summary>
    public IReadOnlyList<InputProblem> Problems { get; }
}
