using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// A constraint written as an expression over parameters: <c>fast &lt; slow</c>, <c>booster == 'gbtree' or eta &lt; 0.1</c>.
/// It holds where the expression is true; an unknown result (NaN) does not hold.
/// </summary>
public sealed class ExpressionConstraint : IConstraint
{
    private readonly BoundExpression bound;
    private readonly Slot[] slots;

    private ExpressionConstraint(Expression expression)
    {
        Text = expression.Text;
        Parameters = expression.Names;
        var all = new List<Slot>();
        bound = BoundExpression.Compile(expression.Root, node => SlotOf(node, all));
        slots = [.. all];
    }

    /// <inheritdoc/>
    public string Text { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Creates a constraint, or says what is wrong with its text.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="names">The parameters that exist.</param>
    /// <param name="constraint">The constraint.</param>
    /// <param name="fault">What is wrong.</param>
    public static bool TryCreate(
        string text,
        IReadOnlyList<string> names,
        [NotNullWhen(true)] out ExpressionConstraint? constraint,
        [NotNullWhen(false)] out ExpressionFault? fault)
    {
        constraint = null;
        if (!Expression.TryParse(text, out Expression? expression, out fault))
            return false;
        fault = expression.Uses.Count == 0
            ? new ExpressionFault(1, "No parameter is named, so it is the same for every trial. Name one, as in fast < slow.")
            : expression.FindFault(names, "parameter", textAllowed: true);
        if (fault is not null)
            return false;
        constraint = new ExpressionConstraint(expression);
        return true;
    }

    /// <summary>Creates a constraint.</summary>
    /// <exception cref="InvalidInputException">The text is not an expression over these parameters.</exception>
    public static ExpressionConstraint Create(string text, IReadOnlyList<string> names) =>
        TryCreate(text, names, out ExpressionConstraint? constraint, out ExpressionFault? fault)
            ? constraint
            : throw new InvalidInputException($"constraint '{text}'", fault.ToString());

    /// <inheritdoc/>
    public bool Holds(ParameterSet values)
    {
        Span<double> row = slots.Length <= 32 ? stackalloc double[32] : new double[slots.Length];
        for (int i = 0; i < slots.Length; i++)
            row[i] = slots[i].Read(values);
        double result = bound.Evaluate(row);
        return result != 0 && !double.IsNaN(result);
    }

    // A comparison of a parameter with a text, or of two parameters, is decided by the values themselves and becomes a slot of
    // its own, since a row holds numbers only.
    private static int SlotOf(ExpressionNode node, List<Slot> all)
    {
        Slot? slot = node switch
        {
            NameNode name => new Slot(name.Name, null, default, Operation.Slot),
            OperationNode { Operation: Operation.Equal or Operation.NotEqual, Operands: [NameNode left, NameNode right] } same =>
                new Slot(left.Name, right.Name, default, same.Operation),
            OperationNode { Operation: Operation.Equal or Operation.NotEqual, Operands: [NameNode left, TextNode right] } same =>
                new Slot(left.Name, null, ParameterValue.Of(right.Text), same.Operation),
            OperationNode { Operation: Operation.Equal or Operation.NotEqual, Operands: [TextNode left, NameNode right] } same =>
                new Slot(right.Name, null, ParameterValue.Of(left.Text), same.Operation),
            _ => null,
        };
        if (slot is null)
            return -1;
        int index = all.IndexOf(slot);
        if (index >= 0)
            return index;
        all.Add(slot);
        return all.Count - 1;
    }

    private sealed record Slot(string Name, string? Other, ParameterValue Text, Operation Operation)
    {
        public double Read(ParameterSet values)
        {
            ParameterValue value = values[Name];
            if (Operation == Operation.Slot)
                return value.IsNumber || value.Kind == ParameterKind.Boolean ? value.AsDouble() : double.NaN;
            bool same = value.IsSameAs(Other is null ? Text : values[Other]);
            return same == (Operation == Operation.Equal) ? 1 : 0;
        }
    }
}
