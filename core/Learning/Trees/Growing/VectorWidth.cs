namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>How wide the booster computes. Results do not depend on it.</summary>
internal enum VectorWidth
{
    /// <summary>One number at a time; every processor.</summary>
    Scalar,

    /// <summary>256-bit vectors.</summary>
    Bits256,

    /// <summary>512-bit vectors.</summary>
    Bits512,
}
