using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>What this processor has.</summary>
internal static class VectorLevels
{
    /// <summary>The widest level of this processor.</summary>
    public static VectorLevel Best { get; } =
        Avx512BW.IsSupported && Avx512DQ.IsSupported ? VectorLevel.Avx512 : Avx2.IsSupported ? VectorLevel.Avx2 : VectorLevel.Scalar;

    /// <summary>All levels that this processor has, narrowest first.</summary>
    public static IReadOnlyList<VectorLevel> Supported => [.. Enum.GetValues<VectorLevel>().Where(level => level <= Best)];
}
