using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>How a study file is read.</summary>
public sealed record StudyFileOptions
{
    /// <summary>The names of strategies, samplers and the rest that the file may use.</summary>
    public StudyCatalog Catalog { get; init; } = StudyCatalog.Default;

    /// <summary>What the command line says beside the file.</summary>
    public StudyOverrides Overrides { get; init; } = new();

    /// <summary>
    /// The folder that relative data paths of the file start from, itself relative to the working directory or absolute;
    /// empty to leave paths as they are written, as for blob names. Paths from the command line are left as they are.
    /// </summary>
    public string BaseDirectory { get; init; } = string.Empty;
}
