using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.IO.Hashing;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Storage;

/// <summary>Market data in files. A name is a path; its version is a hash of the content.</summary>
/// <remarks>
/// A file is read once for both its version and its bars: the content stays at hand, for as long as memory is not needed
/// elsewhere, until it is opened. A file whose size and time of writing have not moved is not read again for its version.
/// Thread-safe.
/// </remarks>
/// <param name="root">The folder that relative names start at.</param>
/// <param name="showPaths">Whether messages say where a file was looked for.</param>
public sealed class FileDataSource(string root, bool showPaths = true) : IDataSource
{
    private readonly ConcurrentDictionary<string, Known> files = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) => Run(
        () =>
        {
            string path = PathOf(name);
            return files.TryGetValue(path, out Known? known)
                && known.IsCurrent(path) ? new DataKey(name, known.Version) : new DataKey(name, Read(name, path, out byte[] _).Version);
        });

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation) => Run<Stream>(
        () =>
        {
            string path = PathOf(key.Name);
            if (
                !(
                    files.TryGetValue(path, out Known? known)
                        && known.Version == key.Version
                        && known.Content.TryGetTarget(out byte[]? content)))
                known = Read(key.Name, path, out content);
            if (known.Version != key.Version)
            {
                throw new InvalidInputException(
                    key.Name,
                    $"The file has changed since the study started: its version was {key.Version} and is {known.Version}.", "Put the old "
                        + $"file back, or start a new study.");
            }

            return new MemoryStream(content, 0, content.Length, writable: false, publiclyVisible: true);
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) => Run<IReadOnlyList<string>>(
        () =>
        {
            string[] segments = pattern.Replace('\\', '/').Split('/');
            var found = new List<string>();
            Expand(string.Empty, segments, 0, found);
            found.Sort(StringComparer.Ordinal);
            return found;
        });

    // Local files are read where they are asked for: handing the work on would cost more than it brings.
    private static Task<T> Run<T>(Func<T> read)
    {
        try
        {
            return Task.FromResult(read());
        }
        catch (InvalidInputException invalid)
        {
            return Task.FromException<T>(invalid);
        }
    }

    private byte[] ReadContent(string name, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(
                name, $"There is no such file{(showPaths ? $"; looked for {path}" : " in the service's data folder")}.", "Check the path.");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new InvalidInputException(name, $"This is a folder.", $"Name a file in it, or all of them: {name.TrimEnd('/')}/*.csv.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                name,
                $"The file cannot be read: {(showPaths ? unreadable.Message : unreadable.GetType().Name + '.')} Check its size (at most "
                    + $"2 GB) and your rights to it.");
        }
    }

    private string PathOf(string name) => name.Contains('\0', StringComparison.Ordinal)
        ? throw new InvalidInputException(
            name.Replace("\0", "\\0", StringComparison.Ordinal), "The path holds a null character, which no file has.", "Take it out.")
        : Path.GetFullPath(name, Path.GetFullPath(root));

    private Known Read(string name, string path, out byte[] content)
    {
        var info = new FileInfo(path);
        long length = info.Exists ? info.Length : 0;
        DateTime written = info.LastWriteTimeUtc;
        content = ReadContent(name, path);
        var known = new Known(length, written, $"xxh64:{XxHash64.HashToUInt64(content):x16}", new WeakReference<byte[]>(content));
        files[path] = known;
        return known;
    }

    /// <summary>Collects the names below <paramref name="folder"/> that match the segments from <paramref name="index"/> on.</summary>
    private void Expand(string folder, string[] segments, int index, List<string> found)
    {
        string segment = segments[index];
        bool last = index == segments.Length - 1;
        if (!segment.AsSpan().ContainsAny('*', '?'))
        {
            string name = folder + segment;
            if (!last)
                Expand(name + '/', segments, index + 1, found);
            else if (File.Exists(PathOf(name)))
                found.Add(name);
            return;
        }

        var directory = new DirectoryInfo(PathOf(folder.Length == 0 ? "." : folder));
        if (!directory.Exists)
            return;
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos())
        {
            if (!FileSystemName.MatchesSimpleExpression(segment, entry.Name, ignoreCase: false)
                || (entry.Name.StartsWith('.') && !segment.StartsWith('.')))
                continue;
            if (last && entry is FileInfo)
                found.Add(folder + entry.Name);
            else if (!last && entry is DirectoryInfo)
                Expand(folder + entry.Name + '/', segments, index + 1, found);
        }
    }

    /// <summary>What is known of a file, and its content while memory allows.</summary>
    private sealed record Known(long Length, DateTime Written, string Version, WeakReference<byte[]> Content)
    {
        public bool IsCurrent(string path)
        {
            var info = new FileInfo(path);
            return info.Exists && info.Length == Length && info.LastWriteTimeUtc == Written;
        }
    }
}
