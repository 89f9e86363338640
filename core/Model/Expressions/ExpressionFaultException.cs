namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>Carries a fault out of the parser; never leaves this folder.</summary>
#pragma warning disable CA1064 // It is caught where it is thrown, a few frames up.
internal sealed class ExpressionFaultException(int column, string message, bool isUnclosed = false) : Exception(message)
#pragma warning restore CA1064
{
    public ExpressionFault Fault { get; } = new(column, message) { IsUnclosed = isUnclosed };
}
