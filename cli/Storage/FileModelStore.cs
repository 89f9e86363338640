using System.Diagnostics;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// Registered models as files: the history of each in <c>ROOT/history/NAME/history.jsonl</c>, a line for each entry, and the files of all
/// versions below <c>ROOT/files</c>. Any number of processes may use the folder at once.
/// </summary>
/// <param name="root">The folder.</param>
public sealed class FileModelStore(string root) : IModelStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public IArtifactStore Files { get; } = new FileArtifactStore(Path.Combine(root, "files"));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        string folder = Path.Combine(root, "history");
        IReadOnlyList<string> names = Directory.Exists(folder)
            ?
            [
                .. Directory.EnumerateDirectories(folder).Where(path => File.Exists(Path.Combine(path, "history.jsonl"))).Select(
                    path => Path.GetFileName(path).Replace("+", string.Empty, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            ]
            : [];
        return Task.FromResult(names);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelEvent>> ReadAsync(string name, CancellationToken cancellation)
    {
        if (!File.Exists(PathOf(name)))
            return [];
        using FileStream held = await LockAsync(name, cancellation);
        using SealedLines lines = Open(name, out List<ModelEvent> history);
        return history;
    }

    /// <inheritdoc/>
    public async Task<bool> TryAppendAsync(string name, ModelEvent entry, CancellationToken cancellation)
    {
        using FileStream held = await LockAsync(name, cancellation);
        using SealedLines lines = Open(name, out List<ModelEvent> history);
        if (history.Count != entry.Number - 1)
            return false;
        lines.Append(JsonSerializer.SerializeToUtf8Bytes(entry, ServiceJson.Default.ModelEvent));
        return true;
    }

    private SealedLines Open(string name, out List<ModelEvent> history)
    {
        var read = new List<ModelEvent>();
        SealedLines lines = SealedLines.Open(PathOf(name), (json, number, _) => read.Add(Read(json, name, number)));
        history = read;
        return lines;
    }

    private ModelEvent Read(ReadOnlySpan<byte> json, string name, int number)
    {
        try
        {
            if (!json.IsEmpty
                && JsonSerializer.Deserialize(json, ServiceJson.Default.ModelEvent) is { } entry
                && entry.Number == number)
                return entry;
        }
        catch (JsonException)
        {
            // Sealed, but no entry: as one that is damaged.
        }

        throw new InvalidInputException(
            $"{PathOf(name)}:{number}",
            $"This line of the history of the model {name} is damaged.",
            "Cut the file before this line to keep what stands above it.");
    }

    // Reading takes it as well: a line that is being written looks damaged.
    private async Task<FileStream> LockAsync(string name, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(PathOf(name))!;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new FileStream(Path.Combine(folder, "history.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                throw new InvalidInputException(
                    "--models", $"The folder '{folder}' cannot be written.", "Choose another, or change its permissions.");
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (IOException fault)
            {
                throw new InvalidInputException("--models", $"The folder '{folder}' cannot be used: {fault.Message} Choose another.");
            }
        }
    }

    // Names differ by case, folders may not: a capital gets a plus in front.
    private string PathOf(string name) => Path.Combine(
        root, "history", string.Concat(ModelNames.Check(name).Select(c => char.IsAsciiLetterUpper(c) ? $"+{c}" : $"{c}")), "history.jsonl");
}
