using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>An operation of the language on the numbers of one bar.</summary>
/// <param name="operation">The operation.</param>
internal sealed class OperationStep(Operation operation) : FormulaStep
{
    private static readonly Dictionary<Operation, OperationStep> All =
        Enum.GetValues<Operation>().ToDictionary(operation => operation, operation => new OperationStep(operation));

    /// <summary>The step of an operation.</summary>
    public static OperationStep Of(Operation operation) => All[operation];

    /// <summary>The operation on plain numbers.</summary>
    public double Apply(ReadOnlySpan<double> operands)
    {
        double[] result = new double[1];
        if (operands.Length == 1)
            Elementwise.Compute(operation, operands[..1], result);
        else if (operands.Length == 2)
            Elementwise.Compute(operation, operands[..1], operands[1..], result);
        else
            Elementwise.Compute(operation, operands[..1], operands[1..2], operands[2..], result);
        return result[0];
    }

    public override double[] Compute(FormulaCall call)
    {
        double[] result = GC.AllocateUninitializedArray<double>(call.Count);
        FormulaNode[] inputs = call.Node.Inputs;
        double[] first = Operand(call, 0);
        if (inputs.Length == 1)
            Elementwise.Compute(operation, first, result);
        else if (inputs.Length == 2)
            Elementwise.Compute(operation, first, Operand(call, 1), result);
        else
            Elementwise.Compute(operation, first, Operand(call, 1), Operand(call, 2), result);
        return result;
    }

    public override string Describe(FormulaNode node, Func<FormulaNode, string> show)
    {
        string[] operands = [.. node.Inputs.Select(show)];
        return Symbol is not string symbol ? $"{operation.ToString().ToLowerInvariant()}({string.Join(", ", operands)})"
            : operands.Length == 1 ? $"({symbol}{operands[0]})"
            : $"({operands[0]} {symbol} {operands[1]})";
    }

    private string? Symbol => operation switch
    {
        Operation.Negate => "-",
        Operation.Not => "not ",
        Operation.Add => "+",
        Operation.Subtract => "-",
        Operation.Multiply => "*",
        Operation.Divide => "/",
        Operation.Power => "^",
        Operation.Less => "<",
        Operation.LessOrEqual => "<=",
        Operation.Greater => ">",
        Operation.GreaterOrEqual => ">=",
        Operation.Equal => "==",
        Operation.NotEqual => "!=",
        Operation.And => "and",
        Operation.Or => "or",
        _ => null,
    };

    // A number stands for itself at every bar and is not spread out.
    private static double[] Operand(FormulaCall call, int index) =>
        call.Node.Inputs[index].Constant is double number ? [number] : call.Series(index);
}
