using System.IO.Enumeration;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Market data in blobs. A name is a path within the container; its version is the blob's ETag.</summary>
/// <param name="container">The container that holds the data.</param>
public sealed class BlobDataSource(BlobContainerClient container) : IDataSource
{
    /// <inheritdoc/>
    public async Task<DataKey> ResolveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            BlobProperties properties = await container.GetBlobClient(PathOf(name)).GetPropertiesAsync(cancellationToken: cancellation);
            return new DataKey(name, properties.ETag.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw Missing(name);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation)
    {
        // The condition holds for every read of the stream: an overwrite in the middle is an error, never a mixture.
        var options = new BlobOpenReadOptions(allowModifications: false)
        {
            Conditions = new BlobRequestConditions { IfMatch = new ETag(key.Version) }
        };
        try
        {
            return await container.GetBlobClient(PathOf(key.Name)).OpenReadAsync(options, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw Missing(key.Name);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            throw new InvalidInputException(
                key.Name,
                $"The blob has changed since the study started: its version was {key.Version} and is another now.", "Put the old content "
                    + $"back under a new name, or start a new study.");
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation)
    {
        string path = PathOf(pattern);
        string[] segments = path.Split('/');
        string prefix = path[..path.AsSpan().IndexOfAny('*', '?')];
        var found = new List<string>();
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
        {
            if (Matches(blob.Name.Split('/'), segments))
                found.Add(blob.Name);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    // As in a folder: a star stays within its segment, and hidden names must be named.
    private static bool Matches(string[] name, string[] pattern)
    {
        if (name.Length != pattern.Length)
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (!FileSystemName.MatchesSimpleExpression(pattern[i], name[i], ignoreCase: false)
                || (name[i].StartsWith('.') && !pattern[i].StartsWith('.')))
                return false;
        }

        return true;
    }

    // Study files are written for folders as well: ./data/x.csv is the blob data/x.csv.
    private static string PathOf(string name)
    {
        string path = name.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        return path.TrimStart('/');
    }

    private InvalidInputException Missing(string name) =>
        new(name, $"There is no such blob; looked for {PathOf(name)} in the container '{container.Name}'. Upload it, or correct the path.");
}
