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
