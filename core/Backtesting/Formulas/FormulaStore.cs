using System.Collections.Concurrent;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>What formulas have computed over the bars of one symbol and interval. Safe for any number of threads.</summary>
public sealed class FormulaStore
{
    // So many levels are walked on the stack.
    private const int DeepFrom = 100;

    private readonly ConcurrentDictionary<FormulaNode, Entry> entries = new();
    private readonly ConcurrentDictionary<long, FormulaStore> higher = new();

    private readonly string? doubt;

    internal FormulaStore(FormulaMarket market, Bars bars, long interval, string? doubt = null)
    {
        (Market, Bars, Interval) = (market, bars, interval);
        this.doubt = doubt;
    }

    /// <summary>The bars.</summary>
    public Bars Bars { get; }

    internal FormulaMarket Market { get; }

    internal long Interval { get; }

    /// <summary>
    /// The values of a formula, one per bar: known at the close of the bar, NaN where not defined, conditions 1 or 0. The array is
    /// shared: do not write to it.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// It asks for a symbol that the market lacks, or for an interval shorter than that of the bars.
    /// </exception>
    public double[] Values(FormulaNode node)
    {
        Market.MakeRoom();
        if (node.Depth > DeepFrom)
            LoadFromTheLeaves(node);
        return Load(node);
    }

    /// <summary>
    /// What is likely not meant: windows longer than the data, and bars of uneven length where other bars are asked for. Full sentences.
    /// </summary>
    public IReadOnlyList<string> Remarks(FormulaNode node)
    {
        var remarks = new List<string>();
        Collect(node, remarks, []);
        return [.. remarks.Distinct()];
    }

    internal double[] Load(FormulaNode node) => entries.GetOrAdd(node, static key => new Entry(key)).Get(this);

    /// <summary>The values over bars of a longer interval.</summary>
    /// <exception cref="InvalidInputException">The interval is shorter than that of these bars.</exception>
    internal FormulaStore Higher(string interval)
    {
        long ticks = BarInterval.Parse(interval);
        if (ticks < Interval)
            throw new InvalidInputException(
                $"on(\"{interval}\", …)",
                $"{Bars.Symbol} has bars of {BarInterval.Text(Interval)}, which are longer than {interval}.",
                $"Write {BarInterval.Text(Interval)} or longer.");
        return higher.GetOrAdd(ticks, key => new FormulaStore(Market, HigherBars.Of(Bars, key), key));
    }

    internal void Clear()
    {
        entries.Clear();
        foreach (FormulaStore store in higher.Values)
            store.Clear();
    }

    private void LoadFromTheLeaves(FormulaNode root)
    {
        var open = new Stack<(FormulaStore Store, FormulaNode Node)>();
        open.Push((this, root));
        while (open.TryPeek(out (FormulaStore Store, FormulaNode Node) next))
        {
            FormulaStore inside = next.Store.Inside(next.Node);
            FormulaNode[] missing = [.. next.Node.Inputs.Where(input => input.Constant is null && !inside.Has(input))];
            foreach (FormulaNode input in missing)
                open.Push((inside, input));
            if (missing.Length == 0)
            {
                next.Store.Load(next.Node);
                open.Pop();
            }
        }
    }

    private bool Has(FormulaNode node) => entries.TryGetValue(node, out Entry? entry) && entry.IsComputed;

    // The bars over which the inputs of a node are evaluated.
    private FormulaStore Inside(FormulaNode node) => (node.Step as FormulaFunction)?.Elsewhere?.Invoke(this, node.Texts[0]) ?? this;

    private void Collect(FormulaNode node, List<string> remarks, HashSet<FormulaNode> seen)
    {
        if (!seen.Add(node))
            return;
        FormulaStore inside = this;
        if (node.Step is FormulaFunction function)
        {
            inside = Inside(node);
            remarks.AddRange(function.Elsewhere is null ? [] : new[] { doubt, inside.doubt }.OfType<string>());
            if (function.WindowBeyond(node, Bars.Count) is string argument)
                remarks.Add(
                    $"{argument} of {function.Definition.Name} is more than the {Bars.Count} bars of {Bars.Symbol}: it is never defined.");
        }

        foreach (FormulaNode input in node.Inputs)
            inside.Collect(input, remarks, inside == this ? seen : []);
    }

    private sealed class Entry(FormulaNode node)
    {
        private readonly Lock computing = new();
        private volatile double[]? values;

        public bool IsComputed => values is not null;

        // Locks are taken from a node to its inputs, never the other way, so threads wait for each other but not in a circle.
        public double[] Get(FormulaStore store)
        {
            if (values is double[] ready)
                return ready;
            lock (computing)
            {
                if (values is double[] meanwhile)
                    return meanwhile;
                double[] computed = store.Bars.Count == 0 ? [] : node.Step.Compute(new FormulaCall(store, node));
                store.Market.Keep(computed.Length * 8L);
                return values = computed;
            }
        }
    }
}
