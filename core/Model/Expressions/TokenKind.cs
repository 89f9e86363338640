namespace ServerlessTuner.Core.Model.Expressions;

internal enum TokenKind
{
    End,
    Number,
    Text,
    Name,
    QuotedName,
    Symbol,
}
