using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>An expression over bars whose names and arguments are right; the values of its parameters are still open.</summary>
public sealed class Formula
{
    private readonly FormulaScope scope;
    private readonly Expression expression;

    internal Formula(FormulaScope scope, Expression expression, IReadOnlyList<string> parameters, IReadOnlyList<string> lets)
    {
        (this.scope, this.expression) = (scope, expression);
        (Parameters, Lets) = (parameters, lets);
    }

    /// <summary>The text as written.</summary>
    public string Text => expression.Text;

    /// <summary>The parameters that it uses, directly or through <c>let</c> names.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The <c>let</c> names that it uses, directly or through others.</summary>
    public IReadOnlyList<string> Lets { get; }

    /// <summary>The computation for a trial, or what is wrong with the trial's values, such as a window of 2.5 bars.</summary>
    /// <param name="values">The values of the parameters that it uses; others do not matter.</param>
    /// <param name="node">The computation; evaluate it with <see cref="FormulaStore.Values"/>.</param>
    /// <param name="fault">What is wrong.</param>
    public bool TryBind(ParameterSet values, [NotNullWhen(true)] out FormulaNode? node, [NotNullWhen(false)] out ExpressionFault? fault) =>
        new FormulaBinder(scope, values).TryBind(expression, out node, out fault);

    /// <summary>The computation for a trial.</summary>
    /// <exception cref="InvalidInputException">A value does not fit; the message has the column and the remedy.</exception>
    public FormulaNode Bind(ParameterSet values) => TryBind(values, out FormulaNode? node, out ExpressionFault? fault)
        ? node
        : throw new InvalidInputException($"expression '{Text}'", fault.ToString());
}
