namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>The value some bars ago.</summary>
internal sealed class ShiftStep : FormulaStep
{
    public static readonly ShiftStep Instance = new();

    public override double[] Compute(FormulaCall call)
    {
        double[] values = call.Series(0);
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int undefined = Math.Min(call.Window(0), values.Length);
        result.AsSpan(0, undefined).Fill(double.NaN);
        values.AsSpan(0, values.Length - undefined).CopyTo(result.AsSpan(undefined));
        return result;
    }

    public override string Describe(FormulaNode node, Func<FormulaNode, string> show) => $"{show(node.Inputs[0])}[{node.Numbers[0]}]";
}
