namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>What a node of a graph does with its inputs. The value at bar t must depend on bars up to t only.</summary>
internal abstract class FormulaStep
{
    /// <summary>The values of all bars, as many as the store has; NaN where they are not defined. The inputs are only read.</summary>
    public abstract double[] Compute(FormulaCall call);

    /// <summary>The node as text, for messages and tests.</summary>
    /// <param name="node">The node.</param>
    /// <param name="show">Its inputs as text.</param>
    public abstract string Describe(FormulaNode node, Func<FormulaNode, string> show);
}
