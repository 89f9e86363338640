using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The bars of a symbol that a model was trained on.</summary>
/// <param name="Bars">How many there were.</param>
/// <param name="First">The time of the first.</param>
/// <param name="Last">The time of the last.</param>
/// <param name="Sha256">
/// The SHA-256 of their numbers: times in ticks, open, high, low, close, volume and spread, each column with all bars, eight bytes a
/// number,
/// the lowest first. It is the same from whichever file, blob or format they were read.
/// </param>
public sealed record DataVersion(int Bars, DateTime? First, DateTime? Last, string Sha256)
{
    /// <summary>The version of some bars.</summary>
    public static DataVersion Of(Bars bars)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(bars.Times.AsSpan()));
        foreach (double[]? column in new[] { bars.Open, bars.High, bars.Low, bars.Close, bars.Volume, bars.Spread })
            hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        return new DataVersion(
            bars.Count,
            bars.Count == 0 ? null : new DateTime(bars.Times[0], DateTimeKind.Utc),
            bars.Count == 0 ? null : new DateTime(bars.Times[^1], DateTimeKind.Utc),
            Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
