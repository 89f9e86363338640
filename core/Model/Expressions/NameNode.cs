namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>A metric's or parameter's name.</summary>
internal sealed record NameNode(int Column, string Name) : ExpressionNode(Column);
