using System.Globalization;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>The same number at every bar.</summary>
internal sealed class NumberStep : FormulaStep
{
    public static readonly NumberStep Instance = new();

    public override double[] Compute(FormulaCall call)
    {
        double[] result = GC.AllocateUninitializedArray<double>(call.Count);
        result.AsSpan().Fill(call.Number(0));
        return result;
    }

    public override string Describe(FormulaNode node, Func<FormulaNode, string> show) =>
        node.Numbers[0].ToString("R", CultureInfo.InvariantCulture);
}
