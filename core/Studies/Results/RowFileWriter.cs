using System.Buffers.Binary;
using System.Text;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes typed rows as a file; see <see cref="RowFile"/>.</summary>
/// <remarks>
/// Writes are synchronous on purpose: the stream is buffered, and awaiting so many small writes would cost more than they do.
/// </remarks>
internal sealed class RowFileWriter
{
    private readonly Stream stream;
    private readonly long count;
    private long written;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Gets the file.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="count">How many rows there will be.</param>
    public RowFileWriter(Stream stream, RowSchema schema, long count)
    {
        (this.stream, this.count) = (stream, count);
        stream.Write(Header(schema, count));
    }

    /// <summary>Writes a block with at least one row and at most <see cref="RowFile.BlockRows"/>.</summary>
    public void Write(RowBlock block)
    {
        ReadOnlySpan<byte> rows = block.RowBytes, texts = block.TextBytes;
        if (texts.Length > RowFile.MostTextBytes)
            throw new InvalidOperationException(
                $"The failures of {block.Count} trials take {texts.Length} bytes, but at most {RowFile.MostTextBytes} are kept.");
        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, block.Count);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], texts.Length);
        stream.Write(numbers);
        stream.Write(rows);
        stream.Write(texts);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, RowFile.Checksum(rows, texts, written));
        stream.Write(numbers);
        written += block.Count;
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="InvalidOperationException">Another number of rows was written than was said.</exception>
    public void End()
    {
        if (written != count)
            throw new InvalidOperationException($"{written} rows were written instead of {count}.");
    }

    private static ReadOnlySpan<byte> Header(RowSchema schema, long count)
    {
        var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(RowFile.Magic);
            writer.Write(RowFile.Version);
            writer.Write(0);
            writer.Write(count);
            writer.Write((byte)((schema.IsFinal ? 1 : 0) | (schema.HasOwnScore ? 2 : 0)));
            writer.Write(schema.Parameters.Count);
            foreach (RowColumn column in schema.Parameters)
            {
                writer.Write((byte)column.Type);
                WriteName(writer, column.Name);
            }

            writer.Write(schema.Numbers.Count);
            foreach (string name in schema.Numbers)
                WriteName(writer, name);
        }

        Span<byte> header = body.GetBuffer().AsSpan(0, (int)body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], header.Length - 16);
        var whole = new byte[header.Length + 8];
        header.CopyTo(whole);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(header.Length), RowFile.Checksum(header, [], 0));
        return whole;
    }

    private static void WriteName(BinaryWriter writer, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
