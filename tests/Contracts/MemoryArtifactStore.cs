using System.Collections.Concurrent;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Contracts;

/// <summary>Artifacts in memory.</summary>
internal sealed class MemoryArtifactStore : IArtifactStore
{
    private readonly ConcurrentDictionary<string, byte[]> contents = new(StringComparer.Ordinal);

    public async Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await write(buffer, cancellation);
        contents[name] = buffer.ToArray();
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(contents.TryGetValue(name, out byte[]? content) ? new MemoryStream(content) : null);

    public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(string Name, long Size)>>(
        [
            .. contents.Where(
                pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(
                    pair => (pair.Key, (long)pair.Value.Length))
        ]);

    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        contents.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
