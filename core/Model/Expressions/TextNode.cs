namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>A text in quotes.</summary>
internal sealed record TextNode(int Column, string Text) : ExpressionNode(Column);
