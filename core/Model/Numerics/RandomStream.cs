using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// A stream of random numbers that depends on its keys alone: the same on every machine, and any trial's stream can be had
/// without drawing those of the trials before it. Generator: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.
/// </summary>
public struct RandomStream
{
    private ulong s0, s1, s2, s3;

    /// <summary>The stream with the given keys.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="number">Usually the trial's number.</param>
    /// <param name="purpose">Keeps streams of different uses apart.</param>
    public RandomStream(ulong seed, ulong number, StreamPurpose purpose = StreamPurpose.Default)
    {
        ulong state = Mix(seed + 0x9E3779B97F4A7C15) ^ Mix(Mix(number + 0xD1B54A32D192ED03) + (ulong)purpose);
        s0 = Mix(state += 0x9E3779B97F4A7C15);
        s1 = Mix(state += 0x9E3779B97F4A7C15);
        s2 = Mix(state += 0x9E3779B97F4A7C15);
        s3 = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>The finaliser of SplitMix64: a bijection that spreads every bit over all.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in (0, 1), never an end.</summary>
    public double NextOpen() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Uniform among 0 … <paramref name="count"/> − 1.</summary>
    public int NextInt(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>Standard normal.</summary>
    public double NextNormal() => PortableMath.NormalQuantile(NextOpen());
}
