namespace ServerlessTuner.Core.Model.Problems;

/// <summary>One fault in what the user gave us: where it is, what was found, and what to write instead.</summary>
/// <param name="Place">The place as the user knows it: <c>study.yaml:12:5</c>, <c>eurusd.csv:4711</c>, <c>--top-k</c>.</param>
/// <param name="Message">A full sentence naming the field, the value and the remedy.</param>
public sealed record InputProblem(string Place, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Place.Length == 0 ? Message : $"{Place}: {Message}";
}
