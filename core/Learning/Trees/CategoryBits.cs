namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>Sets of categories, one bit each.</summary>
internal static class CategoryBits
{
    /// <summary>The set of these categories.</summary>
    public static ulong[] Of(IReadOnlyCollection<int> categories)
    {
        ulong[] bits = new ulong[(categories.DefaultIfEmpty(0).Max() / 64) + 1];
        foreach (int category in categories)
            bits[category / 64] |= 1UL << (category % 64);
        return bits;
    }

    /// <summary>The categories of a set, ascending.</summary>
    public static int[] ToList(ulong[] bits) =>
        [.. Enumerable.Range(0, bits.Length * 64).Where(category => ((bits[category / 64] >> (category % 64)) & 1) != 0)];
}
