namespace ServerlessTuner.Core.Expressions;

/// <summary>What is wrong with an expression.</summary>
/// <param name="Column">Where in the text, from 1.</param>
/// <param name="Message">A full sentence with the remedy.</param>
public sealed record ExpressionFault(int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"column {Column}: {Message}";
}

/// <summary>Carries a fault out of the parser; never leaves this folder.</summary>
#pragma warning disable CA1064 // It is caught where it is thrown, a few frames up.
internal sealed class ExpressionFaultException(int column, string message) : Exception(message)
#pragma warning restore CA1064
{
    public ExpressionFault Fault { get; } = new(column, message);
}
