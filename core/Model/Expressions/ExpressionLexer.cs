using System.Globalization;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>Splits an expression into words.</summary>
/// <param name="text">The expression.</param>
/// <param name="hasShifts">Whether brackets have a meaning, as in <c>x[3]</c>.</param>
internal sealed class ExpressionLexer(string text, bool hasShifts)
{
    private int position;

    /// <summary>The next word; at the end, again and again the end.</summary>
    public Token Next()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        int start = position;
        if (start == text.Length)
            return new Token(TokenKind.End, start + 1, string.Empty);
        char first = text[start];
        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
            return Number(start);
        if (char.IsLetter(first) || first == '_')
            return Name(start);
        if (first is '\'' or '"' or '`')
            return Quoted(start, first);
        return Symbol(start, first);
    }

    private Token Number(int start)
    {
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
            position++;
        if (position < text.Length && text[position] is 'e' or 'E')
        {
            int exponent = position + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                position = exponent;
                while (position < text.Length && char.IsAsciiDigit(text[position]))
                    position++;
            }
        }

        string number = text[start..position];
        return double.TryParse(
            number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? new Token(TokenKind.Number, start + 1, number, value)
            : throw new ExpressionFaultException(start + 1, $"{number} is not a number. Write for example 0.5 or 1e-4.");
    }

    // Dots and colons are part of a name, as in optimizer.lr and sharpe:EURUSD; other characters need backticks.
    private Token Name(int start)
    {
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '.' or ':'))
            position++;
        return new Token(TokenKind.Name, start + 1, text[start..position]);
    }

    private Token Quoted(int start, char quote)
    {
        int end = text.IndexOf(quote, start + 1);
        if (end < 0)
            throw new ExpressionFaultException(
                start + 1, $"{quote} is opened here but not closed. Add {quote} at the end of the {(quote == '`' ? "name" : "text")}.");
        position = end + 1;
        return new Token(quote == '`' ? TokenKind.QuotedName : TokenKind.Text, start + 1, text[(start + 1)..end]);
    }

    private Token Symbol(int start, char first)
    {
        string two = start + 1 < text.Length ? text.Substring(start, 2) : string.Empty;
        string? symbol = two is "<=" or ">=" or "==" or "!=" or "**" ? two
            : "+-*/^<>(),".Contains(first) || (hasShifts && first is ('[' or ']')) ? first.ToString() : null;
        if (symbol is null)
            throw new ExpressionFaultException(start + 1, Unexpected(first, two));
        position += symbol.Length;
        return new Token(TokenKind.Symbol, start + 1, symbol == "**" ? "^" : symbol);
    }

    private static string Unexpected(char first, string two) => (first, two) switch
    {
        ('=', _) => "= does not compare. Write ==.",
        (_, "&&") => "&& is not known. Write and.",
        (_, "||") => "|| is not known. Write or.",
        ('!', _) => "! is not known. Write not.",
        _ => $"{first} has no meaning here. Put a name with such a character between backticks: `val/loss`.",
    };
}
