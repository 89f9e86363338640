namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// A call of a function that the caller of the parser provides. The number of operands is right; their kinds are not checked.
/// </summary>
internal sealed record CallNode(int Column, FunctionDefinition Function, IReadOnlyList<ExpressionNode> Operands) : ExpressionNode(Column);
