using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Artifacts as block blobs below one prefix. Nothing is seen of a put before its list of blocks is committed.</summary>
/// <param name="container">The container.</param>
/// <param name="root">What the blobs' names start with: empty, or ending in a slash.</param>
public sealed class BlobArtifactStore(BlobContainerClient container, string root) : IArtifactStore
{
    // Publishing opens the rows of all chunks at once: 5,000 of them take 640 MB.
    private const int ReadBuffer = 128 << 10;

    /// <inheritdoc/>
    public async Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        await using var stream = new BlockUploadStream(container.GetBlockBlobClient(NameOf(name)), cancellation);
        await write(stream, cancellation);
        await stream.CommitAsync();
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await container.GetBlobClient(NameOf(name)).OpenReadAsync(
                new BlobOpenReadOptions(allowModifications: false) { BufferSize = ReadBuffer }, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var found = new List<(string Name, long Size)>();
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, root + prefix, cancellation))
            found.Add((blob.Name[root.Length..], blob.Properties.ContentLength ?? 0));
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation) =>
        container.GetBlobClient(NameOf(name)).DeleteIfExistsAsync(cancellationToken: cancellation);

    private string NameOf(string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..", StringComparer.Ordinal)
        ? root + name
        : throw new ArgumentException($"The artifact name '{name}' leads out of its folder.", nameof(name));
}
