namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Keeps nothing: for trials that are evaluated only to take their time, or to warm up.</summary>
public sealed class NoArtifacts : IArtifactStore
{
    /// <inheritdoc/>
    public Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation) =>
        write(Stream.Null, cancellation);

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) => Task.FromResult<Stream?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(string Name, long Size)>>([]);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation) => Task.CompletedTask;
}
