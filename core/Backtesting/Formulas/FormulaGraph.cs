using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Makes equal nodes one, for any number of threads.</summary>
internal sealed class FormulaGraph
{
    // What is forgotten costs a second computation, nothing else.
    private const int Remembered = 1 << 16;

    private readonly ConcurrentDictionary<FormulaNode, FormulaNode> nodes = new(new SameComputation());
    private int count;

    /// <summary>The node of a computation.</summary>
    public FormulaNode Node(FormulaStep step, FormulaNode[] inputs, double[]? numbers = null, string[]? texts = null)
    {
        var node = new FormulaNode(step, inputs, numbers ?? [], texts ?? []);
        if (nodes.TryGetValue(node, out FormulaNode? known))
            return known;
        if (Interlocked.Increment(ref count) > Remembered)
        {
            nodes.Clear();
            Interlocked.Exchange(ref count, 0);
        }

        return nodes.GetOrAdd(node, node);
    }

    /// <summary>The node of a number.</summary>
    public FormulaNode Number(double value) => Node(NumberStep.Instance, [], [value]);

    // Inputs are one object each already.
    private sealed class SameComputation : IEqualityComparer<FormulaNode>
    {
        public bool Equals(FormulaNode? x, FormulaNode? y) => x!.Step == y!.Step
            && x.Inputs.AsSpan().SequenceEqual(y.Inputs)
            && x.Texts.AsSpan().SequenceEqual(y.Texts)
            && Bits(x.Numbers).SequenceEqual(Bits(y.Numbers));

        public int GetHashCode([DisallowNull] FormulaNode node)
        {
            var hash = default(HashCode);
            hash.Add(node.Step);
            foreach (FormulaNode input in node.Inputs)
                hash.Add(input);
            foreach (long number in Bits(node.Numbers))
                hash.Add(number);
            foreach (string text in node.Texts)
                hash.Add(text);
            return hash.ToHashCode();
        }

        // NaN equals itself here, and 0 differs from −0.
        private static ReadOnlySpan<long> Bits(double[] numbers) => MemoryMarshal.Cast<double, long>(numbers);
    }
}
