using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Cli.Storage;

/// <summary>Artifacts as files below one folder. A put writes beside the target and renames, so that no reader sees a part.</summary>
public sealed class FileArtifactStore(string root) : IArtifactStore
{
    // Parts that are being written, until they are renamed. One process writes in a folder, but not always one thread.
    private static readonly HashSet<string> Parts = [];

    /// <inheritdoc/>
    public async Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = TakePart(path);
        try
        {
            // Closed without awaiting: a local file is written by this thread or another, never by itself.
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                await write(stream, cancellation);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        finally
        {
            lock (Parts)
                Parts.Remove(part);
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation)
    {
        string path = PathOf(name);
        return Task.FromResult<Stream?>(
            File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var found = new List<(string Name, long Size)>();
        // Only below the folder that the prefix names: a study may keep thousands of files beside it.
        string folder = Path.Combine(root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (Directory.Exists(folder))
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                string name = Path.GetRelativePath(root, path).Replace('\\', '/');
                if (name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(".part", StringComparison.Ordinal))
                    found.Add((name, new FileInfo(path).Length));
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Task.FromResult<IReadOnlyList<(string Name, long Size)>>(found);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    private static string TakePart(string path)
    {
        lock (Parts)
        {
            string part = path + ".part";
            for (int i = 1; !Parts.Add(part); i++)
                part = $"{path}.{i}.part";
            return part;
        }
    }

    private string PathOf(string name)
    {
        string path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"The artifact name '{name}' leads out of its folder.", nameof(name));
    }
}
