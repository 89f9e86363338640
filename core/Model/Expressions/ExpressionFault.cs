namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>What is wrong with an expression.</summary>
/// <param name="Column">Where in the text, from 1.</param>
/// <param name="Message">A full sentence with the remedy.</param>
public sealed record ExpressionFault(int Column, string Message)
{
    /// <summary>Whether a bracket is opened and not closed, as where something outside has cut the text off.</summary>
    public bool IsUnclosed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"column {Column}: {Message}";
}
