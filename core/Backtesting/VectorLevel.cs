namespace ServerlessTuner.Core.Backtesting;

/// <summary>How wide the fast kernel computes. Results do not depend on it.</summary>
internal enum VectorLevel
{
    /// <summary>One number at a time; every processor.</summary>
    Scalar,

    /// <summary>256-bit vectors.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}
