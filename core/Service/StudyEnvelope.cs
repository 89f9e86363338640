namespace ServerlessTuner.Core.Service;

/// <summary>A study with what the command line says beside it; the study file alone will do as a body too.</summary>
/// <param name="StudyFile">The text of the study file.</param>
public sealed record StudyEnvelope(string StudyFile)
{
    /// <summary>Its name for messages.</summary>
    public string? FileName { get; init; }

    /// <summary>The id under which the study is kept.</summary>
    public string? Id { get; init; }

    /// <summary>The command line's flags by name, without hyphens in front, such as <c>top-k</c>; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Overrides { get; init; }

    /// <summary>Data by symbol: <c>sha256:…</c> for uploads, or a path that the service knows; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Files with trials to run first: their contents by name; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Enqueue { get; init; }
}
