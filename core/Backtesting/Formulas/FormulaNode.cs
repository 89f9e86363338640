namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>
/// A computation over bars with all numbers known: a node of a graph in which equal parts are one. Two nodes of one
/// <see cref="FormulaScope"/> that compute the same are the same object, as long as the scope remembers them.
/// </summary>
public sealed class FormulaNode
{
    private const int LongestShown = 500;

    internal FormulaNode(FormulaStep step, FormulaNode[] inputs, double[] numbers, string[] texts)
    {
        (Step, Inputs, Numbers, Texts) = (step, inputs, numbers, texts);
        foreach (FormulaNode input in inputs)
            Depth = Math.Max(Depth, input.Depth + 1);
    }

    /// <summary>The number, where it is the same at every bar of every symbol; null otherwise.</summary>
    public double? Constant => Step == NumberStep.Instance ? Numbers[0] : null;

    internal FormulaStep Step { get; }

    internal FormulaNode[] Inputs { get; }

    internal double[] Numbers { get; }

    internal string[] Texts { get; }

    /// <summary>How many nodes lie between this one and the bars: whoever walks them needs a stack for that.</summary>
    internal int Depth { get; }

    /// <summary>
    /// The computation as text of the language, with parameters and names replaced; parts of it in parentheses, and a very long one cut.
    /// </summary>
    public override string ToString()
    {
        // A graph is small where its text is not: names may double it at each step.
        int left = LongestShown;
        return Show(this);

        string Show(FormulaNode node) => left-- > 0 ? node.Step.Describe(node, Show) : "…";
    }
}
