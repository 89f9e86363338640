using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// The checksums of a journal's lines. A line is a JSON object whose last member is a CRC-32 over all before it and over the checksum
/// of the line before: so a line that was changed, removed, repeated or moved does not fit, nor does any that follows a missing one.
/// </summary>
/// <param name="Checksum">The checksum of the last line; 0 before the first.</param>
internal readonly record struct JournalChain(uint Checksum)
{
    private const int SuffixLength = 18;

    /// <summary>Adds the checksum to a line.</summary>
    /// <param name="line">A JSON object with a member or more, without a line break.</param>
    /// <param name="sealedLine">The object with the member <c>crc</c>, and a line break.</param>
    /// <returns>The chain with this line.</returns>
    public JournalChain Seal(ReadOnlySpan<byte> line, out byte[] sealedLine)
    {
        ReadOnlySpan<byte> content = line[..^1];
        var next = new JournalChain(Sum(content));
        sealedLine = [.. content, .. Encoding.ASCII.GetBytes(next.Suffix), (byte)'\n'];
        return next;
    }

    /// <summary>Checks a line, without its line break.</summary>
    /// <returns>The chain with this line, or null where the line does not fit.</returns>
    public JournalChain? Check(ReadOnlySpan<byte> line)
    {
        if (line.Length <= SuffixLength)
            return null;
        var next = new JournalChain(Sum(line[..^SuffixLength]));
        return line[^SuffixLength..].SequenceEqual(Encoding.ASCII.GetBytes(next.Suffix)) ? next : null;
    }

    private string Suffix => string.Create(CultureInfo.InvariantCulture, $",\"crc\":\"{Checksum:x8}\"}}");

    private uint Sum(ReadOnlySpan<byte> content)
    {
        Span<byte> before = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(before, Checksum);
        var crc = new Crc32();
        crc.Append(before);
        crc.Append(content);
        return crc.GetCurrentHashAsUInt32();
    }
}
