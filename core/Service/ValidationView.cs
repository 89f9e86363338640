namespace ServerlessTuner.Core.Service;

/// <summary>What there is to say about a study file.</summary>
/// <param name="Valid">Whether a study can be started from it. Its data are read only then.</param>
/// <param name="Problems">Each fault with its line and column; empty for a valid file.</param>
public sealed record ValidationView(bool Valid, IReadOnlyList<FieldProblem> Problems)
{
    /// <summary>The study's name; null where the file is not valid.</summary>
    public string? Name { get; init; }

    /// <summary>How many trials it evaluates; null where only a rule ends it, or the file is not valid.</summary>
    public long? Trials { get; init; }

    /// <summary>How the file was understood, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The data it names, by symbol. Whether they can be read is known only when it starts.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();
}
