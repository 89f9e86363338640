namespace ServerlessTuner.Core.Studies;

/// <summary>How a study is run. Nothing here changes a result.</summary>
public sealed record RunSpec
{
    /// <summary>Threads that evaluate; null for one per processor.</summary>
    public int? Workers { get; init; }

    /// <summary>Trials per chunk; null to decide by measurement.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>The output folder, or null for one named after the study.</summary>
    public string? Output { get; init; }
}
