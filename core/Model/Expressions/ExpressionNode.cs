namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>A parsed expression as a tree. Columns count from 1.</summary>
internal abstract record ExpressionNode(int Column);
