using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>What the first line of a journal says: enough to plan the same pieces of work again.</summary>
/// <param name="Identity">The study's identity, with the versions of its data.</param>
/// <param name="Trials">How many trials the first stage had when the study began; null where only a rule ends it.</param>
/// <param name="ChunkSize">Trials per chunk.</param>
public sealed record JournalHead(string Identity, long? Trials, int ChunkSize);

/// <summary>
/// The file to which every result is appended before it is applied. Each line reaches the operating system at once, so a
/// killed process loses nothing it had finished; a line cut off by a crash of the machine is dropped on reading.
/// </summary>
public sealed class Journal : IDisposable
{
    private readonly FileStream file;

    private Journal(FileStream file) => this.file = file;

    /// <summary>The journal's file in an output folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "journal.jsonl");

    /// <summary>Reads a journal, or returns null where there is none or not even its first line was finished.</summary>
    /// <returns>The head, the <see cref="WorkResult"/>s and <see cref="PlanEvent"/>s in their order, and the length of the whole lines.</returns>
    public static (JournalHead Head, List<object> Entries, long Length)? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        byte[] content = File.ReadAllBytes(path);
        JournalHead? head = null;
        var entries = new List<object>();
        int start = 0;
        while (Array.IndexOf(content, (byte)'\n', start) is var end and >= 0)
        {
            try
            {
                using JsonDocument line = JsonDocument.Parse(content.AsMemory(start, end - start));
                if (head is null)
                    head = new JournalHead(line.RootElement.GetProperty("study").GetString()!, line.RootElement.GetProperty("trials") is { ValueKind: JsonValueKind.Number } trials ? trials.GetInt64() : null, line.RootElement.GetProperty("chunk_size").GetInt32());
                else
                    entries.Add(PlanEvent.FromJson(line.RootElement) ?? (object)WorkResult.FromJson(line.RootElement));
            }
            catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidInputException($"{path}:{(head is null ? 1 : entries.Count + 2)}", "This line of the journal is damaged. Move the folder away and run the study again, or cut the file before this line to keep what stands above it.");
            }

            start = end + 1;
        }

        return head is null ? null : (head, entries, start);
    }

    /// <summary>Starts a new journal.</summary>
    public static Journal Create(string path, JournalHead head)
    {
        var journal = new Journal(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0));
        journal.AppendLine(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("study", head.Identity);
            if (head.Trials is long trials)
                writer.WriteNumber("trials", trials);
            else
                writer.WriteNull("trials");
            writer.WriteNumber("chunk_size", head.ChunkSize);
            writer.WriteEndObject();
        });
        return journal;
    }

    /// <summary>Continues a journal after the last whole line.</summary>
    public static Journal Continue(string path, long length)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, 0);
        stream.SetLength(length);
        stream.Position = length;
        return new Journal(stream);
    }

    /// <summary>Appends a result; when this returns, it survives a kill.</summary>
    public void Append(WorkResult result) => AppendLine(result.WriteTo);

    /// <summary>Appends an event; when this returns, it survives a kill.</summary>
    public void Append(PlanEvent happening) => AppendLine(happening.WriteTo);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void AppendLine(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        buffer.WriteByte((byte)'\n');
        long end = file.Position;
        try
        {
            // One write per line: a kill leaves it out or leaves it whole.
            file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
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
