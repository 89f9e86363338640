using System.Text;

namespace ServerlessTuner.Cli.Programs;

/// <summary>
/// What a program prints: kept in a file, its last lines for the reason of a failure, and each line of standard output for whoever looks
/// for
/// metrics in it.
/// </summary>
internal sealed class ProgramLog : IDisposable
{
    /// <summary>The most that is kept of one trial; a program that prints for ever must not fill the disk.</summary>
    public const long MostBytes = 64L << 20;

    private const int MostLine = 1 << 20;
    private const int LastLines = 12;
    private readonly Lock gate = new();
    private readonly FileStream file;
    private readonly Queue<string> tail = new();
    private long written;

    /// <summary>Opens the file; what is in it from an earlier attempt stays above.</summary>
    public ProgramLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 1);
        written = file.Length;
    }

    /// <summary>The last lines, of both streams.</summary>
    public string Tail
    {
        get
        {
            lock (gate)
                return string.Join('\n', tail).Trim();
        }
    }

    /// <summary>Writes a line of our own.</summary>
    public void Say(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Copies a stream until it ends, line by line.</summary>
    /// <param name="stream">What the program writes.</param>
    /// <param name="line">Is given each line, without its end; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task CopyAsync(Stream stream, Func<string, Task>? line, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var open = new MemoryStream();
        int count;
        while ((count = await ReadAsync(stream, buffer, cancellation)) > 0)
        {
            Write(buffer.AsMemory(0, count));
            int start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, count - start)) >= 0; start = end + 1)
            {
                Add(open, buffer.AsSpan(start, end - start));
                await EndAsync(open, line);
            }

            Add(open, buffer.AsSpan(start, count - start));
        }

        if (open.Length > 0)
            await EndAsync(open, line);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // A pipe that breaks has ended.
    private static async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellation);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Add(MemoryStream open, ReadOnlySpan<byte> part) =>
        open.Write(part[..(int)Math.Min(part.Length, MostLine - open.Length)]);

    private async Task EndAsync(MemoryStream open, Func<string, Task>? line)
    {
        string text = Encoding.UTF8.GetString(open.GetBuffer(), 0, (int)open.Length).TrimEnd('\r');
        open.SetLength(0);
        lock (gate)
        {
            if (text.Length > 0)
                tail.Enqueue(text.Length <= 400 ? text : text[..400] + "…");
            if (tail.Count > LastLines)
                tail.Dequeue();
        }

        if (line is not null)
            await line(text);
    }

    private void Write(ReadOnlyMemory<byte> bytes)
    {
        lock (gate)
        {
            if (written >= MostBytes)
                return;
            file.Write(bytes.Span[..(int)Math.Min(bytes.Length, MostBytes - written)]);
            written += bytes.Length;
            if (written >= MostBytes)
                file.Write("\n[the rest is not kept: this log has 64 MiB]\n"u8);
        }
    }
}
