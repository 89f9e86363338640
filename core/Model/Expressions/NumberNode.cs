namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>A number; true and false are 1 and 0.</summary>
internal sealed record NumberNode(int Column, double Number) : ExpressionNode(Column);
