using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// A formula over named numbers: <c>0.7 * sharpe + 0.3 * win_rate</c>, <c>fast &lt; slow</c>,
/// <c>if(trades &gt;= 300, sharpe, 0)</c>.
/// </summary>
/// <remarks>
/// Operators, from loose to tight: <c>or</c>; <c>and</c>; <c>not</c>; <c>&lt; &lt;= &gt; &gt;= == !=</c>; <c>+ -</c>;
/// <c>* /</c>; unary <c>-</c>; <c>^</c> or <c>**</c>, to the right. Functions: min, max, abs, sqrt, log (natural), exp, pow,
/// floor, ceil, round, sign, clip(x, low, high), if(condition, then, else). True is 1, false is 0, and in a condition every number
/// but 0 is true. Names with other characters than letters, digits, underscores, dots and colons stand between backticks; a text
/// between quotes may be compared with a parameter by <c>==</c> and <c>!=</c>.
/// </remarks>
public sealed class Expression
{
    private const int LongestShown = 200;

    private readonly ExpressionNode root;

    private Expression(string text, ExpressionNode root)
    {
        Text = text;
        this.root = root;
        var names = new List<NameNode>();
        Collect(root, names);
        Uses = names;
        Names = [.. names.Select(name => name.Name).Distinct()];
    }

    /// <summary>The text as written.</summary>
    public string Text { get; }

    /// <summary>The names used, each once, in the order of their first use.</summary>
    public IReadOnlyList<string> Names { get; }

    internal IReadOnlyList<NameNode> Uses { get; }

    internal ExpressionNode Root => root;

    /// <summary>Parses a text.</summary>
    /// <exception cref="InvalidInputException">It is not an expression; the message has the column and the remedy.</exception>
    public static Expression Parse(string text) => TryParse(text, out Expression? expression, out ExpressionFault? fault)
        ? expression
        : throw new InvalidInputException(Place(text), fault.ToString());

    /// <summary>Parses a text, or says what is wrong with it.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out ExpressionFault? fault) =>
        TryParse(text, null, out expression, out fault);

    /// <summary>
    /// Parses a text that may call further functions and refer to bars ago, as in <c>sma(x, 20)[3]</c>, or says what is wrong with it.
    /// Such an expression is read by <see cref="Visit"/>, which also decides what names and arguments are.
    /// </summary>
    public static bool TryParse(
        string text,
        FunctionTable? functions,
        [NotNullWhen(true)] out Expression? expression,
        [NotNullWhen(false)] out ExpressionFault? fault)
    {
        try
        {
            expression = new Expression(text, ExpressionParser.Parse(text, functions));
            fault = null;
            return true;
        }
        catch (ExpressionFaultException exception)
        {
            expression = null;
            fault = exception.Fault;
            return false;
        }
    }

    /// <summary>
    /// Parses and binds in one step. A text that is one of the names as a whole, such as <c>val/loss</c>, is that name, and
    /// nothing is parsed.
    /// </summary>
    /// <exception cref="InvalidInputException">It is not an expression over these names.</exception>
    public static BoundExpression Compile(string text, IReadOnlyList<string> names)
    {
        int slot = SlotOf(names, text);
        return slot >= 0 ? BoundExpression.OfSlot(slot) : Parse(text).Bind(names);
    }

    /// <summary>Makes something of the expression, from the leaves up.</summary>
    public T Visit<T>(IExpressionVisitor<T> visitor) => Walk(root, visitor);

    /// <summary>Replaces names by positions in a row of numbers.</summary>
    /// <param name="names">The names, in the order of the row.</param>
    /// <exception cref="InvalidInputException">A name is unknown, or a text stands where a number must be.</exception>
    public BoundExpression Bind(IReadOnlyList<string> names)
    {
        if (FindFault(names) is ExpressionFault fault)
            throw new InvalidInputException(Place(Text), fault.ToString());
        return BoundExpression.Compile(root, node => node is NameNode name ? SlotOf(names, name.Name) : -1);
    }

    /// <summary>The first name that is not among the given ones, or a text where a number must be; null when all is well.</summary>
    /// <param name="names">The names that exist.</param>
    /// <param name="what">What the names are, for the message: metric or parameter.</param>
    /// <param name="textAllowed">Whether a name may be compared with a text by <c>==</c> and <c>!=</c>.</param>
    public ExpressionFault? FindFault(IReadOnlyList<string> names, string what = "metric", bool textAllowed = false)
    {
        foreach (NameNode use in Uses)
        {
            if (SlotOf(names, use.Name) < 0)
                return new ExpressionFault(use.Column, $"{use.Name} is not a {what}. {Nearest.Advice(use.Name, names)}");
        }

        return FindText(root, textAllowed) is TextNode text
            ? new ExpressionFault(
                text.Column,
                $"'{text.Text}' is a text, but must be a number or a name. Put a name with special characters between backticks: "
                    + $"`{text.Text}`.")
            : null;
    }

    private static string Place(string text) =>
        text.Length <= LongestShown ? $"expression '{text}'" : $"expression '{text[..LongestShown]}…'";

    private static TextNode? FindText(ExpressionNode node, bool comparable) => node switch
    {
        TextNode text => text,
        OperationNode
        {
            Operation: Operation.Equal or Operation.NotEqual, Operands: [NameNode, TextNode] or [TextNode, NameNode]
        } when comparable => null,
        OperationNode operation => operation.Operands.Select(
            operand => FindText(operand, comparable)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static void Collect(ExpressionNode node, List<NameNode> names)
    {
        if (node is NameNode name)
            names.Add(name);
        foreach (ExpressionNode operand in OperandsOf(node))
            Collect(operand, names);
    }

    private static IReadOnlyList<ExpressionNode> OperandsOf(ExpressionNode node) => node switch
    {
        OperationNode operation => operation.Operands,
        CallNode call => call.Operands,
        ShiftNode shift => [shift.Operand, shift.Bars],
        _ => [],
    };

    private static T Walk<T>(ExpressionNode node, IExpressionVisitor<T> visitor)
    {
        IReadOnlyList<ExpressionNode> parts = OperandsOf(node);
        var operands = new T[parts.Count];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = Walk(parts[i], visitor);
        return node switch
        {
            NumberNode number => visitor.Number(number.Column, number.Number),
            TextNode text => visitor.Text(text.Column, text.Text),
            NameNode name => visitor.Name(name.Column, name.Name),
            OperationNode operation => visitor.Operation(operation.Column, operation.Operation, operands),
            ShiftNode shift => visitor.Shift(shift.Column, operands[0], operands[1]),
            CallNode call => visitor.Call(call.Column, call.Function, operands),
            _ => throw new InvalidOperationException($"A {node.GetType().Name} is not read."),
        };
    }

    internal static int SlotOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }
}
