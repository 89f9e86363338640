namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>What a host wishes of a <see cref="StudyExecutor"/>; no result depends on it.</summary>
public sealed record ExecutorOptions
{
    /// <summary>Takes a full sentence for each thing that went wrong and was mended, such as a damaged checkpoint.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>
    /// A trial's state is kept after a step where at least so much time went into it since the last one that was kept. The default, none,
    /// keeps all: right where storage is near.
    /// </summary>
    public TimeSpan LeastWork { get; init; }
}
