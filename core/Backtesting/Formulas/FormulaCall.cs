using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>What a step may use while it computes. Arguments are counted from 0 among those of their kind.</summary>
internal readonly struct FormulaCall(FormulaStore store, FormulaNode node)
{
    /// <summary>The bars.</summary>
    public Bars Bars => Store.Bars;

    /// <summary>How many bars there are.</summary>
    public int Count => Store.Bars.Count;

    /// <summary>Where the values of other symbols and intervals come from.</summary>
    public FormulaStore Store { get; } = store;

    /// <summary>The node, for steps that evaluate their inputs elsewhere.</summary>
    public FormulaNode Node { get; } = node;

    /// <summary>A series. It is shared: do not write to it.</summary>
    public double[] Series(int index) => Store.Load(Node.Inputs[index]);

    /// <summary>A number among the windows and numbers.</summary>
    public double Number(int index) => Node.Numbers[index];

    /// <summary>A window among the windows and numbers.</summary>
    public int Window(int index) => (int)Node.Numbers[index];
}
