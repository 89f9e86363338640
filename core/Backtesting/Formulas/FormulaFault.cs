using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>What is wrong with a name that formulas use, or with the expression that it stands for.</summary>
/// <param name="Name">The parameter, or the name under <c>let</c>.</param>
/// <param name="Fault">What is wrong; the column is that of the expression, 1 where the name itself is at fault.</param>
public sealed record FormulaFault(string Name, ExpressionFault Fault)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Fault}";
}
