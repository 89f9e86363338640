using System.Buffers.Binary;
using System.Text;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// Reads a file of typed rows block by block; see <see cref="RowFile"/>. What is not as it was written is never passed on.
/// </summary>
internal sealed class RowFileReader : IDisposable
{
    private readonly Stream stream;
    private readonly string name;
    private readonly string remedy;
    private long read;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file; disposed of with the reader.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="remedy">What to do where it is damaged.</param>
    /// <param name="expected">How many rows there must be, or null where the header alone says so.</param>
    /// <exception cref="InvalidInputException">It is damaged, or no such file.</exception>
    public RowFileReader(Stream stream, string name, string remedy, long? expected = null)
    {
        (this.stream, this.name, this.remedy) = (stream, name, remedy);
        byte[] start = new byte[16];
        Fill(start);
        if (!start.AsSpan(0, 8).SequenceEqual(RowFile.Magic))
            throw Fault("was not written by this version of tuner, or its first bytes are damaged");
        int version = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8)),
            length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12));
        if (version != RowFile.Version)
            throw Fault($"has the version {version} of the format, but only {RowFile.Version} can be read");
        if (length is < 0 or > RowFile.MostHeaderBytes)
            throw Fault("has a damaged header");
        byte[] header = new byte[16 + length + 8];
        start.CopyTo(header, 0);
        Fill(header.AsSpan(16));
        if (BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16 + length)) != RowFile.Checksum(header.AsSpan(0, 16 + length), [], 0))
            throw Fault("has a damaged header");
        (Schema, Count) = Parse(header.AsSpan(16, length));
        if (expected is long rows && rows != Count)
            throw Fault($"has {Count} rows instead of {rows}");
    }

    /// <summary>The columns.</summary>
    public RowSchema Schema { get; }

    /// <summary>How many rows there are in all.</summary>
    public long Count { get; }

    /// <summary>Reads the next block; false after the last.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public bool Read(RowBlock block)
    {
        Span<byte> numbers = stackalloc byte[8];
        if (read == Count)
        {
            if (stream.Read(numbers) > 0)
                throw Fault("goes on after its last row");
            block.Clear();
            return false;
        }

        Fill(numbers);
        int rows = BinaryPrimitives.ReadInt32LittleEndian(numbers), textLength = BinaryPrimitives.ReadInt32LittleEndian(numbers[4..]);
        if (rows is < 1 or > RowFile.BlockRows || rows > Count - read || textLength is < 0 or > RowFile.MostTextBytes)
            throw Damaged();
        block.Load(rows, textLength, out Span<byte> rowTarget, out Span<byte> textTarget);
        Fill(rowTarget);
        Fill(textTarget);
        Fill(numbers);
        if (BinaryPrimitives.ReadUInt64LittleEndian(numbers) != RowFile.Checksum(rowTarget, textTarget, read))
            throw Damaged();
        read += rows;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static (RowSchema Schema, long Count) Parse(ReadOnlySpan<byte> header)
    {
        long count = BinaryPrimitives.ReadInt64LittleEndian(header);
        byte flags = header[8];
        int at = 9;
        var parameters = new RowColumn[ReadInt32(header, ref at)];
        for (int i = 0; i < parameters.Length; i++)
        {
            var type = (RowColumnType)header[at++];
            parameters[i] = new RowColumn(ReadName(header, ref at), type);
        }

        var numbers = new string[ReadInt32(header, ref at)];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = ReadName(header, ref at);
        return (new RowSchema(parameters, numbers, (flags & 1) != 0, (flags & 2) != 0), count);
    }

    private static int ReadInt32(ReadOnlySpan<byte> header, ref int at)
    {
        at += 4;
        return BinaryPrimitives.ReadInt32LittleEndian(header[(at - 4)..]);
    }

    private static string ReadName(ReadOnlySpan<byte> header, ref int at)
    {
        int length = ReadInt32(header, ref at);
        at += length;
        return Encoding.UTF8.GetString(header.Slice(at - length, length));
    }

    private void Fill(Span<byte> target)
    {
        for (int filled = 0, part; filled < target.Length; filled += part)
        {
            part = stream.Read(target[filled..]);
            if (part == 0)
                throw Fault(read == 0 && filled == 0 && Schema is null ? "is empty" : "ends early");
        }
    }

    private InvalidInputException Damaged() => Fault($"is damaged after row {read}");

    private InvalidInputException Fault(string what) => new(name, $"The file {what}. {remedy}");
}
