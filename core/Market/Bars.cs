namespace ServerlessTuner.Core.Market;

/// <summary>
/// Price bars of one symbol, as columns. Bars are in strictly ascending time; prices are bid quotes in quote units, finite,
/// positive, with low ≤ open, close ≤ high.
/// </summary>
public sealed class Bars
{
    /// <summary>Takes the columns as they are; the caller vouches for the rules above. All have the same length.</summary>
    public Bars(
        string symbol,
        double pipSize,
        long[] times,
        double[] open,
        double[] high,
        double[] low,
        double[] close,
        double[] volume,
        double[] spread)
    {
        Symbol = symbol;
        PipSize = pipSize;
        Times = times;
        Open = open;
        High = high;
        Low = low;
        Close = close;
        Volume = volume;
        Spread = spread;
    }

    /// <summary>The symbol, such as <c>EURUSD</c>.</summary>
    public string Symbol { get; }

    /// <summary>The size of one pip in quote units: 0.01 for JPY pairs, 0.0001 otherwise, or as the study file says.</summary>
    public double PipSize { get; }

    /// <summary>How many bars.</summary>
    public int Count => Times.Length;

    /// <summary>Bar-open times, UTC, as <see cref="DateTime.Ticks"/>.</summary>
    public long[] Times { get; }

    /// <summary>First price of each bar.</summary>
    public double[] Open { get; }

    /// <summary>Highest price of each bar.</summary>
    public double[] High { get; }

    /// <summary>Lowest price of each bar.</summary>
    public double[] Low { get; }

    /// <summary>Last price of each bar.</summary>
    public double[] Close { get; }

    /// <summary>Volume of each bar; 0 where the source has none.</summary>
    public double[] Volume { get; }

    /// <summary>Recorded ask − bid of each bar in quote units; 0 where the source has none.</summary>
    public double[] Spread { get; }

    /// <summary>The bars from <paramref name="start"/>, <paramref name="count"/> of them, as a copy.</summary>
    public Bars Slice(int start, int count) => start == 0 && count == Count ? this : new(
        Symbol,
        PipSize,
        Times[start..(start + count)],
        Open[start..(start + count)],
        High[start..(start + count)],
        Low[start..(start + count)],
        Close[start..(start + count)],
        Volume[start..(start + count)],
        Spread[start..(start + count)]);

    /// <summary>The same bars under another name and pip size; the columns are shared.</summary>
    public Bars Labelled(string symbol, double pipSize) =>
        symbol == Symbol && pipSize == PipSize ? this : new(symbol, pipSize, Times, Open, High, Low, Close, Volume, Spread);

    /// <summary>The usual pip size of a symbol: 0.01 where it ends in JPY, 0.0001 otherwise.</summary>
    public static double DefaultPipSize(string symbol) => symbol.EndsWith("JPY", StringComparison.OrdinalIgnoreCase) ? 0.01 : 0.0001;
}
