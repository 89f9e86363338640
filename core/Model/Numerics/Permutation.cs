using System.Numerics;

namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// A pseudo-random permutation of 0 … n − 1 in constant time and memory: a Feistel network over the next even power of two,
/// walked until it falls inside the range (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
/// </summary>
public readonly struct Permutation
{
    private const int Rounds = 8;
    private readonly long count;
    private readonly ulong key;
    private readonly int halfBits;

    public Permutation(long count, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (this.count, this.key) = (count, key);
        halfBits = Math.Max(1, (65 - BitOperations.LeadingZeroCount((ulong)(count - 1))) / 2);
    }

    /// <summary>Where the permutation sends <paramref name="index"/>.</summary>
    public long this[long index]
    {
        get
        {
            ulong x = (ulong)index, mask = (1UL << halfBits) - 1;
            do
            {
                ulong left = x >> halfBits, right = x & mask;
                for (ulong round = 0; round < Rounds; round++)
                    (left, right) = (
                        right, left ^ (RandomStream.Mix(key + (round * 0x9E3779B97F4A7C15) + RandomStream.Mix(right + round)) & mask));
                x = (left << halfBits) | right;
            }
            while (x >= (ulong)count);
            return (long)x;
        }
    }
}
