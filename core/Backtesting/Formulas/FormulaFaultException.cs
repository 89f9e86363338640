using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Carries a fault out of the binder; never leaves this folder.</summary>
#pragma warning disable CA1064 // It is caught a few frames up.
internal sealed class FormulaFaultException(int column, string message) : Exception(message)
#pragma warning restore CA1064
{
    public ExpressionFault Fault { get; } = new(column, message);

    /// <summary>The <c>let</c> expression in which the fault lies; null for the one that is bound.</summary>
    public FormulaFault? Origin { get; init; }
}
