using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>
/// The bars of a study's symbols, and what formulas have computed over them: each node once per symbol, however many trials and threads
/// ask. What is kept is bounded; nothing depends on what is.
/// </summary>
public sealed class FormulaMarket
{
    private readonly Dictionary<string, FormulaStore> stores = new(StringComparer.Ordinal);
    private readonly long byteLimit;
    private long bytes;

    /// <summary>Takes the bars of all symbols.</summary>
    /// <param name="symbols">Bars of one symbol each.</param>
    /// <param name="intervals">
    /// The length of bars by symbol, as far as it is known: a bar is over that long after it opens. Without it, the shortest step
    /// between two bars.
    /// </param>
    /// <param name="byteLimit">How much computed values may take before they are dropped. Default 256 MiB.</param>
    /// <exception cref="InvalidInputException">Bars follow each other sooner than the length given for them.</exception>
    public FormulaMarket(
        IReadOnlyList<Bars> symbols, IReadOnlyDictionary<string, TimeSpan>? intervals = null, long byteLimit = 256L << 20)
    {
        this.byteLimit = byteLimit;
        foreach (Bars bars in symbols)
        {
            (long shortest, long usual) = Steps(bars.Times);
            long interval = intervals is not null && intervals.TryGetValue(bars.Symbol, out TimeSpan given) ? given.Ticks : shortest;
            if (interval > shortest && bars.Count > 1)
                throw new InvalidInputException(
                    bars.Symbol,
                    $"bars follow each other after {BarInterval.Text(shortest)}, but are said to be of {BarInterval.Text(interval)}.",
                    "Give the length of the shortest bar.");
            string? doubt = interval == usual
                ? null
                : $"Bars of {bars.Symbol} are mostly {BarInterval.Text(usual)} apart, but some {BarInterval.Text(shortest)}. Each is "
                    + $"taken to be over after {BarInterval.Text(interval)}; remove the bars in between if they are a mistake.";
            stores.Add(bars.Symbol, new FormulaStore(this, bars, interval, doubt));
        }
    }

    /// <summary>The values over a symbol's bars.</summary>
    /// <exception cref="InvalidInputException">There is no such symbol.</exception>
    public FormulaStore this[string symbol] => stores.TryGetValue(symbol, out FormulaStore? store)
        ? store
        : throw new InvalidInputException("data", $"{symbol} is not a symbol of the study.", Nearest.Advice(symbol, stores.Keys));

    /// <summary>Notes that values are kept.</summary>
    internal void Keep(long more) => Interlocked.Add(ref bytes, more);

    /// <summary>Drops all values where they have grown too many.</summary>
    internal void MakeRoom()
    {
        if (Interlocked.Read(ref bytes) <= byteLimit)
            return;
        foreach (FormulaStore store in stores.Values)
            store.Clear();
        Interlocked.Exchange(ref bytes, 0);
    }

    // The shortest step between two bars, and the most frequent one; 0 of a single bar, of which it is not known when it is over.
    private static (long Shortest, long Usual) Steps(long[] times)
    {
        var counts = new Dictionary<long, int>();
        for (int i = 1; i < times.Length; i++)
        {
            long step = times[i] - times[i - 1];
            counts[step] = counts.GetValueOrDefault(step) + 1;
        }

        return counts.Count == 0
            ? (0, 0)
            : (counts.Keys.Min(), counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).First().Key);
    }
}
