namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>One word of an expression.</summary>
internal readonly record struct Token(TokenKind Kind, int Column, string Text, double Number = 0);
