using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// Precedence climbing (Pratt). From loose to tight: or; and; not; comparisons; + −; * /; unary −; ^ (to the right).
/// So −2^2 is −4, and 2^3^2 is 512.
/// </summary>
internal sealed class ExpressionParser
{
    private const int MaxDepth = 64;

    // A sum of so many terms is a tree as deep: whoever walks it needs a stack for that.
    private const int MaxOperands = 1000;

    // Name → operation, fewest and most operands.
    internal static readonly (string Name, Operation Operation, int Fewest, int Most)[] Functions =
    [
        ("min", Operation.Min, 1, int.MaxValue),
        ("max", Operation.Max, 1, int.MaxValue),
        ("abs", Operation.Abs, 1, 1),
        ("sqrt", Operation.Sqrt, 1, 1),
        ("log", Operation.Log, 1, 1),
        ("exp", Operation.Exp, 1, 1),
        ("pow", Operation.Power, 2, 2),
        ("floor", Operation.Floor, 1, 1),
        ("ceil", Operation.Ceil, 1, 1),
        ("round", Operation.Round, 1, 1),
        ("sign", Operation.Sign, 1, 1),
        ("clip", Operation.Clip, 3, 3),
        ("if", Operation.If, 3, 3),
    ];

    private const int NotPower = 3;
    private const int ComparisonPower = 4;
    private const int NegatePower = 7;
    private const int PowerPower = 8;

    private readonly ExpressionLexer lexer;
    private readonly FunctionTable? table;
    private Token current;
    private int depth;
    private int operandCount;

    private ExpressionParser(string text, FunctionTable? table)
    {
        this.table = table;
        lexer = new ExpressionLexer(text, hasShifts: table is not null);
        current = lexer.Next();
    }

    /// <summary>Parses a whole text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="table">Functions beside those of the language; null for none, and no shifts either.</param>
    /// <exception cref="ExpressionFaultException">The text is not an expression.</exception>
    public static ExpressionNode Parse(string text, FunctionTable? table)
    {
        var parser = new ExpressionParser(text, table);
        ExpressionNode root = parser.Expression(0);
        return parser.current.Kind == TokenKind.End ? root : throw parser.Unexpected();
    }

    private ExpressionNode Expression(int power)
    {
        if (++depth > MaxDepth)
            throw new ExpressionFaultException(
                current.Column, $"Parentheses and operators are nested more than {MaxDepth} deep. Write it in fewer levels.");
        if (++operandCount > MaxOperands)
            throw new ExpressionFaultException(
                current.Column, $"The expression has more than {MaxOperands} numbers, names and parentheses. Write a shorter one.");
        ExpressionNode left = Operand();
        while (current is { Kind: TokenKind.Symbol, Text: "[" })
            left = Shift(left);
        while (Infix(current) is (Operation operation, int tightness) && tightness > power)
        {
            Token symbol = Take();
            // Powers bind to the right; comparisons do not chain.
            ExpressionNode right = Expression(tightness == PowerPower ? PowerPower - 1 : tightness);
            left = new OperationNode(symbol.Column, operation, [left, right]);
            if (tightness == ComparisonPower && Infix(current) is (_, ComparisonPower))
                throw new ExpressionFaultException(current.Column, "Comparisons do not chain. Write a < b and b < c.");
        }

        depth--;
        return left;
    }

    private ExpressionNode Operand()
    {
        Token token = Take();
        switch (token)
        {
            case { Kind: TokenKind.Number }:
                return new NumberNode(token.Column, token.Number);
            case { Kind: TokenKind.Text }:
                return new TextNode(token.Column, token.Text);
            case { Kind: TokenKind.QuotedName }:
                return new NameNode(token.Column, token.Text);
            case { Kind: TokenKind.Name, Text: "not" }:
                return new OperationNode(token.Column, Operation.Not, [Expression(NotPower - 1)]);
            case { Kind: TokenKind.Name, Text: "true" or "false" }:
                return new NumberNode(token.Column, token.Text == "true" ? 1 : 0);
            case { Kind: TokenKind.Name, Text: not ("and" or "or") }:
                return current is { Kind: TokenKind.Symbol, Text: "(" } ? Call(token) : new NameNode(token.Column, token.Text);
            case { Kind: TokenKind.Symbol, Text: "-" }:
                return new OperationNode(token.Column, Operation.Negate, [Expression(NegatePower)]);
            case { Kind: TokenKind.Symbol, Text: "+" }:
                return Expression(NegatePower);
            case { Kind: TokenKind.Symbol, Text: "(" }:
                ExpressionNode inner = Expression(0);
                Close(token);
                return inner;
            case { Kind: TokenKind.End }:
                throw new ExpressionFaultException(token.Column, "Something is missing at the end. Add a name, a number or a parenthesis.");
            default:
                throw new ExpressionFaultException(token.Column, $"{token.Text} stands where a name or a number must be.");
        }
    }

    private ShiftNode Shift(ExpressionNode operand)
    {
        Token open = Take();
        ExpressionNode bars = Expression(0);
        Close(open);
        return new ShiftNode(open.Column, operand, bars);
    }

    private ExpressionNode Call(Token name)
    {
        int index = Array.FindIndex(Functions, function => function.Name == name.Text);
        FunctionDefinition? definition = table?.Find(name.Text);
        if (index < 0 && definition is null)
        {
            string[] known = [.. (table?.Functions ?? []).Select(function => function.Name), .. FunctionTable.BuiltIn];
            throw new ExpressionFaultException(name.Column, $"{name.Text} is not a function. {Nearest.Advice(name.Text, known)}");
        }

        List<ExpressionNode> operands = Operands();
        if (definition is not null)
        {
            return definition.FindFault(operands.Count) is string fault
                ? throw new ExpressionFaultException(name.Column, fault)
                : new CallNode(name.Column, definition, operands);
        }

        (string _, Operation operation, int fewest, int most) = Functions[index];
        if (operands.Count < fewest || operands.Count > most)
        {
            string wanted = most == int.MaxValue ? "at least one value" : fewest == 1 ? "one value" : $"{fewest} values";
            throw new ExpressionFaultException(name.Column, $"{name.Text} takes {wanted}, but {operands.Count} are given.");
        }

        if (operation is not (Operation.Min or Operation.Max))
            return new OperationNode(name.Column, operation, operands);
        return operands.Aggregate((left, right) => new OperationNode(name.Column, operation, [left, right]));
    }

    private List<ExpressionNode> Operands()
    {
        Token open = Take();
        var operands = new List<ExpressionNode>();
        if (current is not { Kind: TokenKind.Symbol, Text: ")" })
        {
            operands.Add(Expression(0));
            while (current is { Kind: TokenKind.Symbol, Text: "," })
            {
                Take();
                operands.Add(Expression(0));
            }
        }

        Close(open);
        return operands;
    }

    private void Close(Token open)
    {
        string closing = open.Text == "[" ? "]" : ")";
        if (current.Kind == TokenKind.Symbol && current.Text == closing)
            Take();
        else if (current.Kind == TokenKind.End)
            throw new ExpressionFaultException(open.Column, $"{open.Text} is opened here but not closed. Add {closing}.", isUnclosed: true);
        else
            throw Unexpected();
    }

    private ExpressionFaultException Unexpected() => current switch
    {
        { Kind: TokenKind.Symbol, Text: ")" } => new ExpressionFaultException(
            current.Column, ") closes nothing. Remove it, or add ( before."),
        { Kind: TokenKind.Symbol, Text: "]" } => new ExpressionFaultException(
            current.Column, "] closes nothing. Remove it, or add [ before."),
        { Kind: TokenKind.Symbol, Text: "," } => new ExpressionFaultException(
            current.Column, ", has no meaning here. A decimal point is written as in 0.5."),
        _ => new ExpressionFaultException(
            current.Column, $"{current.Text} follows without an operator. Write for example * or and before it."),
    };

    private Token Take()
    {
        Token token = current;
        current = lexer.Next();
        return token;
    }

    private static (Operation Operation, int Power)? Infix(Token token) => token.Kind is not (TokenKind.Symbol or TokenKind.Name)
        ? null
        : token.Text switch
        {
            "or" => (Operation.Or, 1),
            "and" => (Operation.And, 2),
            "<" => (Operation.Less, ComparisonPower),
            "<=" => (Operation.LessOrEqual, ComparisonPower),
            ">" => (Operation.Greater, ComparisonPower),
            ">=" => (Operation.GreaterOrEqual, ComparisonPower),
            "==" => (Operation.Equal, ComparisonPower),
            "!=" => (Operation.NotEqual, ComparisonPower),
            "+" => (Operation.Add, 5),
            "-" => (Operation.Subtract, 5),
            "*" => (Operation.Multiply, 6),
            "/" => (Operation.Divide, 6),
            "^" => (Operation.Power, PowerPower),
            _ => null,
        };
}
