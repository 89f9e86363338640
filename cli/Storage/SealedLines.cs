using Microsoft.Win32.SafeHandles;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// A file of sealed JSON objects, one a line, to which lines are appended, each with one write: a kill leaves a line out or leaves it
/// whole. Not safe for several threads.
/// </summary>
internal sealed class SealedLines : IDisposable
{
    private const int ReadSize = 1 << 16;
    private readonly SafeFileHandle file;

    private SealedLines(SafeFileHandle file) => this.file = file;

    /// <summary>What looks at the lines of a file as it is opened.</summary>
    /// <param name="json">The object, or nothing where the line is damaged.</param>
    /// <param name="number">The line's number, from 1.</param>
    /// <param name="offset">Where it starts.</param>
    public delegate void Reader(ReadOnlySpan<byte> json, int number, long offset);

    /// <summary>How many bytes it has.</summary>
    public long Length { get; private set; }

    /// <summary>Opens a file, or makes it. A last line without its end, left by a crash of the machine, is damaged and cut off.</summary>
    public static SealedLines Open(string path, Reader read)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var lines = new SealedLines(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            lines.ReadAll(read);
            return lines;
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>Appends an object; when this returns, it survives a kill.</summary>
    /// <returns>Where the line starts.</returns>
    public long Append(ReadOnlySpan<byte> json)
    {
        long start = Length;
        byte[] line = [.. Sealed.Seal(json), (byte)'\n'];
        try
        {
            RandomAccess.Write(file, line, start);
            Length += line.Length;
            return start;
        }
        catch (IOException)
        {
            // A full disk takes a part, which must not be glued to the next line.
            RandomAccess.SetLength(file, start);
            throw;
        }
    }

    /// <summary>Reads one line again.</summary>
    /// <param name="offset">Where it starts.</param>
    /// <returns>The object, or null where it is damaged by now.</returns>
    public byte[]? ReadAt(long offset)
    {
        for (int size = 1024; ; size *= 4)
        {
            var buffer = new byte[Math.Min(size, Length - offset)];
            int read = RandomAccess.Read(file, buffer, offset);
            int end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0)
                return Sealed.IsWhole(buffer.AsSpan(0, end)) ? buffer[..end] : null;
            if (read < size)
                return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadAll(Reader read)
    {
        var buffer = new byte[ReadSize];
        int filled = 0, number = 0;
        long start = 0;
        while (true)
        {
            int got = RandomAccess.Read(file, buffer.AsSpan(filled), start + filled);
            filled += got;
            int at = 0;
            while (buffer.AsSpan(at, filled - at).IndexOf((byte)'\n') is var length and >= 0)
            {
                ReadOnlySpan<byte> line = buffer.AsSpan(at, length);
                read(Sealed.IsWhole(line) ? line : [], ++number, start + at);
                at += length + 1;
            }

            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            start += at;
            filled -= at;
            if (got == 0)
                break;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, 2 * filled);
        }

        if (filled > 0)
        {
            read([], number + 1, start);
            RandomAccess.SetLength(file, start);
        }

        Length = start;
    }
}
