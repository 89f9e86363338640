using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>What this processor has.</summary>
internal static class VectorWidths
{
    /// <summary>The widest of this processor.</summary>
    public static VectorWidth Best { get; } = Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Scalar;

    /// <summary>All that this processor has, narrowest first.</summary>
    public static IReadOnlyList<VectorWidth> Supported => [.. Enum.GetValues<VectorWidth>().Where(static width => width <= Best)];
}
