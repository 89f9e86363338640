namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Keeps the files a study produces, by name. Implemented on the file system and on Blob Storage.</summary>
/// <remarks>A put is atomic: a reader sees the old content or the new, never a part. Putting the same name again replaces it.</remarks>
public interface IArtifactStore
{
    /// <summary>Stores what <paramref name="write"/> writes under <paramref name="name"/>; nothing is stored when it throws.</summary>
    Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation);

    /// <summary>Opens an artifact for reading, or returns null where there is none.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken cancellation);

    /// <summary>The names that start with <paramref name="prefix"/>, sorted ordinally, with sizes in bytes.</summary>
    Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>Removes an artifact; a missing one is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation);
}
