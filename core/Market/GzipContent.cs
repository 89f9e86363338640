using System.IO.Compression;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Unpacks gzip, and notices where it is cut off.</summary>
internal static class GzipContent
{
    // GZipStream ends silently where a file does, in the middle of its data too. So a second member is put behind the file:
    // its text comes out at the end only where the file before it was whole.
    private static readonly byte[] Mark = "the end of a whole file"u8.ToArray();

    // A few megabytes can unpack to gigabytes of zeros. Bars, which differ from row to row, pack four to twenty times.
    private const long MostBytes = 1L << 30;
    private const long MostRatio = 100;
    private const long AlwaysAllowed = 64L << 20;

    /// <summary>Whether the content starts like gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> content) => content is [0x1F, 0x8B, ..];

    /// <summary>The unpacked content.</summary>
    /// <exception cref="InvalidInputException">The content is cut off or damaged.</exception>
    public static ArraySegment<byte> Unpack(ReadOnlySpan<byte> content, string name)
    {
        // The last four bytes are the unpacked length modulo 2^32; as a first size that is nearly always right.
        long expected = content.Length < 18 ? 0 : BitConverter.ToUInt32(content[^4..]);
        long most = Math.Min(MostBytes, Math.Max(AlwaysAllowed, MostRatio * content.Length));
        bool believable = expected < most && expected / 1100 < content.Length;
        using var plain = new MemoryStream(believable ? (int)expected + Mark.Length : 0);
        try
        {
            using var packed = new GZipStream(new MemoryStream([.. content, .. Pack(Mark)], writable: false), CompressionMode.Decompress);
            Copy(packed, plain, most + Mark.Length, name);
        }
        catch (InvalidDataException)
        {
            throw new InvalidInputException(name, BarProblems.BadGzip);
        }

        var unpacked = new ArraySegment<byte>(plain.GetBuffer(), 0, (int)plain.Length);
        return unpacked.AsSpan().EndsWith(Mark) ? unpacked[..^Mark.Length] : throw new InvalidInputException(name, BarProblems.BadGzip);
    }

    private static void Copy(GZipStream packed, MemoryStream plain, long most, string name)
    {
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = packed.Read(buffer)) > 0)
        {
            if (plain.Length + read > most)
                throw new InvalidInputException(name, BarProblems.TooLargeGzip(most >> 20));
            plain.Write(buffer, 0, read);
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
