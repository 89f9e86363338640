namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// What the command line says beside the study file, as it was typed; null where a flag is not given. It is checked by the
/// same rules as the file, and its faults name the flag.
/// </summary>
public sealed record StudyOverrides
{
    /// <summary>
    /// <c>--data SYMBOL=PATH</c>: replaces the file's data of that symbol; adds a symbol only where the file has no data.
    /// </summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary><c>--strategy</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>--out</c>: the output folder.</summary>
    public string? Out { get; init; }

    /// <summary><c>--top-k</c>: how many every stage keeps; a number, auto or all.</summary>
    public string? TopK { get; init; }

    /// <summary><c>--two-stage</c>: false evaluates all scenarios for all trials in a single stage.</summary>
    public string? TwoStage { get; init; }

    /// <summary><c>--workers</c>.</summary>
    public string? Workers { get; init; }

    /// <summary><c>--chunk-size</c>.</summary>
    public string? ChunkSize { get; init; }

    /// <summary><c>--limit-bars</c>: replaces every limit of the file.</summary>
    public string? LimitBars { get; init; }

    /// <summary><c>--seed</c>.</summary>
    public string? Seed { get; init; }

    /// <summary><c>--trials</c>.</summary>
    public string? Trials { get; init; }

    /// <summary><c>--sampler</c>: its settings in the file are kept if it is the one named there.</summary>
    public string? Sampler { get; init; }

    /// <summary><c>--pruner</c>: its settings in the file are kept if it is the one named there; none switches it off.</summary>
    public string? Pruner { get; init; }

    /// <summary><c>--parallel</c>.</summary>
    public string? Parallel { get; init; }

    /// <summary><c>--async</c>.</summary>
    public string? Async { get; init; }

    /// <summary>
    /// <c>--enqueue FILE</c>: the names and contents of files with trials to run first. Each is a mapping from parameter to
    /// value, one with such a mapping under <c>parameters</c>, or a list of either.
    /// </summary>
    public IReadOnlyList<(string FileName, string Text)> Enqueue { get; init; } = [];
}
