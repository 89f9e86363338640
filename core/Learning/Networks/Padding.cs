namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// Matrices are laid out in rows of whole vectors, so that no loop has a rest. What is padded is zero and stays zero.
/// </summary>
internal static class Padding
{
    /// <summary>The length of a row in memory: a multiple of 16 numbers.</summary>
    public static int Columns(int count) => (count + 15) & ~15;

    /// <summary>How many rows are kept: a multiple of 8.</summary>
    public static int Rows(int count) => (count + 7) & ~7;
}
