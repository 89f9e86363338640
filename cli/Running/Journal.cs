using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// The file to which every result and event is appended before it is applied. Each line reaches the operating system at once, so a
/// killed process loses nothing it had finished; a last line cut off by a crash of the machine is dropped on reading. Any other damage
/// is found by the checksums of <see cref="JournalChain"/>.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream file;
    private JournalChain chain;

    private Journal(FileStream file, JournalChain chain) => (this.file, this.chain) = (file, chain);

    /// <summary>The journal's file in an output folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "journal.jsonl");

    /// <summary>Reads a journal, or returns null where there is none or not even its first line was finished.</summary>
    /// <exception cref="InvalidInputException">A line is damaged, or the journal is of another version.</exception>
    public static JournalContent? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        byte[] content = File.ReadAllBytes(path);
        JournalHead? head = null;
        JournalChain last = default;
        var entries = new List<PlanEntry>();
        int start = 0;
        while (Array.IndexOf(content, (byte)'\n', start) is var end and >= 0)
        {
            ReadOnlySpan<byte> line = content.AsSpan(start, end - start);
            int number = head is null ? 1 : entries.Count + 2;
            if (number == 1 && line.StartsWith("{\"study\":"u8))
                throw Fault(
                    path,
                    1,
                    "This journal was written by version 0.1 of tuner, before journals had checksums, and cannot be continued. Move the "
                        + "folder away and run the study again.");
            last = last.Check(line) ?? throw Damaged(path, number);
            try
            {
                if (head is not null)
                    entries.Add(JsonSerializer.Deserialize(line, PlanJson.Default.PlanEntry) ?? throw Damaged(path, number));
                else
                    head = ReadHead(line, path);
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
            {
                throw Damaged(path, number);
            }

            start = end + 1;
        }

        return head is null ? null : new JournalContent(head, entries, start, last);
    }

    /// <summary>The study of a journal, by its first line alone; null where that cannot be read.</summary>
    public static string? StudyOf(string path)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault();
            return line is null || default(JournalChain).Check(Encoding.UTF8.GetBytes(line)) is null
                ? null
                : JsonSerializer.Deserialize(line, RunJson.Default.JournalHead)?.Study;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Starts a new journal.</summary>
    public static Journal Create(string path, JournalHead head)
    {
        var journal = new Journal(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0), default);
        journal.AppendLine(JsonSerializer.SerializeToUtf8Bytes(head, JournalHeadJson.Default.JournalHead));
        return journal;
    }

    /// <summary>Continues a journal after the last whole line.</summary>
    public static Journal Continue(string path, JournalContent content)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, 0);
        stream.SetLength(content.Length);
        stream.Position = content.Length;
        return new Journal(stream, content.Chain);
    }

    /// <summary>Appends a result or an event; when this returns, it survives a kill.</summary>
    public void Append(PlanEntry entry)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
            PlanEntryText.Write(writer, entry);
        AppendLine(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static JournalHead ReadHead(ReadOnlySpan<byte> line, string path)
    {
        JournalHead head = JsonSerializer.Deserialize(line, RunJson.Default.JournalHead) ?? throw Damaged(path, 1);
        return head.Version == JournalHead.CurrentVersion
            ? head
            : throw Fault(
                path,
                1,
                $"This journal has the format {head.Version}, but this version of tuner reads {JournalHead.CurrentVersion}. Continue it "
                    + $"with the version that wrote it, or move the folder away and run the study again.");
    }

    private static InvalidInputException Damaged(string path, int line) => Fault(
        path, line, "This line of the journal is damaged. Move the folder away and run the study again, or cut the file before this "
            + "line to keep what stands above it.");

    private static InvalidInputException Fault(string path, int line, string message) => new($"{path}:{line}", message);

    private void AppendLine(ReadOnlySpan<byte> json)
    {
        JournalChain next = chain.Seal(json, out byte[] line);
        long end = file.Position;
        try
        {
            // One write per line: a kill leaves it out or leaves it whole.
            file.Write(line);
            chain = next;
        }
        catch (IOException)
        {
            // A full disk takes a part: without it, the next line of another thread would not be glued to it.
            file.SetLength(end);
            file.Position = end;
            throw;
        }
    }
}
