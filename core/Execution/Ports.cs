namespace ServerlessTuner.Core.Execution;

/// <summary>A named, versioned piece of input data.</summary>
/// <param name="Name">A path or a blob name.</param>
/// <param name="Version">A tag that changes when the content changes: a content hash or an ETag.</param>
public sealed record DataKey(string Name, string Version);

/// <summary>Opens input data by name. Implemented on the file system and on Blob Storage.</summary>
public interface IDataSource
{
    /// <summary>The current version tag of a data set.</summary>
    /// <exception cref="InvalidInputException">There is no such data set, or it cannot be read.</exception>
    Task<DataKey> ResolveAsync(string name, CancellationToken cancellation);

    /// <summary>Opens exactly the version named by <paramref name="key"/>.</summary>
    /// <exception cref="InvalidInputException">The data set is gone, or has changed since it was resolved.</exception>
    Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation);

    /// <summary>The names that a pattern with <c>*</c> and <c>?</c> matches, sorted ordinally.</summary>
    Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation);
}

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
