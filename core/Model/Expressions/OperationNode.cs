namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>An operation on one or more operands.</summary>
internal sealed record OperationNode(int Column, Operation Operation, IReadOnlyList<ExpressionNode> Operands) : ExpressionNode(Column);
