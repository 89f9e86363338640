namespace ServerlessTuner.Core.Market;

/// <summary>How the rows of one file are to be read.</summary>
/// <param name="Format">The format recognised.</param>
/// <param name="Separator">The character between fields.</param>
/// <param name="Columns">What each column holds, from the left.</param>
/// <param name="HasHeader">Whether the first line that is not empty names the columns.</param>
/// <param name="SpreadInPoints">Whether the spread counts units of the last price digit instead of quote units.</param>
internal sealed record BarLayout(BarFormat Format, char Separator, BarColumn[] Columns, bool HasHeader, bool SpreadInPoints = false)
{
    /// <summary>Whether the spread is the difference of an ask and the bid beside it.</summary>
    public bool HasAsk => IndexOf(BarColumn.AskOpen) >= 0 || IndexOf(BarColumn.AskClose) >= 0;

    /// <summary>The first column of the given kind, or −1.</summary>
    public int IndexOf(BarColumn kind) => IndexOf(Columns, kind);

    /// <summary>The first column of the given kind, or −1.</summary>
    public static int IndexOf(BarColumn[] columns, BarColumn kind)
    {
        // A loop, because Array.IndexOf would be compiled anew for this type.
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] == kind)
                return i;
        }

        return -1;
    }
}
