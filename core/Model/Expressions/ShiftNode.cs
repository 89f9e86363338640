namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>The value some bars ago: <c>x[3]</c>. The column is that of the bracket.</summary>
internal sealed record ShiftNode(int Column, ExpressionNode Operand, ExpressionNode Bars) : ExpressionNode(Column);
