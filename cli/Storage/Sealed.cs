using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// JSON objects with a checksum: their last member, <c>crc</c>, is the CRC-32 of all before it. What was changed on the disk, by a bit or
/// more, does not fit, and is taken for damaged instead of being believed.
/// </summary>
internal static class Sealed
{
    private const int SuffixLength = 18;

    /// <summary>Adds the checksum.</summary>
    /// <param name="json">An object with a member or more.</param>
    public static byte[] Seal(ReadOnlySpan<byte> json) => [.. json[..^1], .. Suffix(json[..^1])];

    /// <summary>Makes an object of a list, and adds the checksum.</summary>
    public static byte[] SealList(ReadOnlySpan<byte> json) => Seal([.. ListStart, .. json, (byte)'}']);

    /// <summary>The list within what <see cref="SealList"/> made.</summary>
    public static ReadOnlySpan<byte> List(ReadOnlySpan<byte> json) =>
        json.StartsWith(ListStart) ? json[ListStart.Length..^SuffixLength] : [];

    /// <summary>Whether the checksum fits. The object can be read as it is, for who knows no member <c>crc</c>.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> json) =>
        json.Length > SuffixLength && json[^SuffixLength..].SequenceEqual(Suffix(json[..^SuffixLength]));

    private static ReadOnlySpan<byte> ListStart => "{\"items\":"u8;

    private static byte[] Suffix(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"crc\":\"{Crc32.HashToUInt32(content):x8}\"}}"));
}
