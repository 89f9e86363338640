namespace ServerlessTuner.Core.Market;

/// <summary>The file formats that are recognised from their content.</summary>
public enum BarFormat
{
    /// <summary>Comma-separated with a header and ISO 8601 times: <c>time,open,high,low,close[,volume][,spread]</c> in any order.</summary>
    Iso,

    /// <summary>MetaTrader 4: no header, <c>2010.03.19,07:00,open,high,low,close,volume</c>.</summary>
    MetaTrader4,

    /// <summary>MetaTrader 5: tab-separated, <c>&lt;DATE&gt; &lt;TIME&gt; … &lt;SPREAD&gt;</c>; the spread is in points.</summary>
    MetaTrader5,

    /// <summary>HistData: no header, <c>20100319 070000;open;high;low;close;volume</c>.</summary>
    HistData,

    /// <summary>Dukascopy: <c>Gmt time,Open,High,Low,Close,Volume</c> with times as <c>19.03.2010 07:00:00.000</c>.</summary>
    Dukascopy,

    /// <summary>pandas: like ISO, but the index column with the times has no name.</summary>
    Pandas,

    /// <summary>Another delimited text whose columns were recognised by name or place.</summary>
    Delimited,
}

/// <summary>What a column of a file holds. The first six are also the places of the numbers within a row.</summary>
internal enum BarColumn : byte
{
    Open,
    High,
    Low,
    Close,
    Volume,
    Spread,
    Ignored,
    Time,
    Date,
    TimeOfDay,
}

/// <summary>How the rows of one file are to be read.</summary>
/// <param name="Format">The format recognised.</param>
/// <param name="Separator">The character between fields.</param>
/// <param name="Columns">What each column holds, from the left.</param>
/// <param name="HasHeader">Whether the first line that is not empty names the columns.</param>
/// <param name="SpreadInPoints">Whether the spread counts units of the last price digit instead of quote units.</param>
internal sealed record BarLayout(BarFormat Format, char Separator, BarColumn[] Columns, bool HasHeader, bool SpreadInPoints = false)
{
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

/// <summary>The bars of one file, and how they were written.</summary>
/// <param name="Format">The format recognised.</param>
/// <param name="Compressed">Whether the file was gzip.</param>
/// <param name="Digits">The most decimal places that a price is written with; one point is 10^-Digits.</param>
/// <param name="Bars">All bars, labelled with the symbol that the file's name suggests and its usual pip size.</param>
public sealed record BarFile(BarFormat Format, bool Compressed, int Digits, Bars Bars);
