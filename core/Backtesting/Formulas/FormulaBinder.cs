using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ServerlessTuner.Core.Backtesting.Formulas.Functions;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>
/// Replaces names by what they stand for, checks arguments, computes what is known without bars, and makes nodes of the rest.
/// </summary>
/// <param name="scope">What names stand for.</param>
/// <param name="parameters">The trial; null to check an expression while values are open.</param>
internal sealed class FormulaBinder(FormulaScope scope, ParameterSet? parameters) : IExpressionVisitor<FormulaValue>
{
    private const int MaxDepth = 1000;

    private readonly Dictionary<string, FormulaValue> lets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FormulaFault> letFaults = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, FormulaValue>? arguments;

    /// <summary>The parameters and <c>let</c> names met.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Binds an expression to a node; while values are open, to one that must not be evaluated.</summary>
    public bool TryBind(
        Expression expression,
        [NotNullWhen(true)] out FormulaNode? node,
        [NotNullWhen(false)] out ExpressionFault? fault)
    {
        try
        {
            BindLets(expression);
            node = SeriesOf(expression.Visit(this), "The expression");
            fault = null;
            return true;
        }
        catch (FormulaFaultException exception)
        {
            node = null;
            fault = exception.Fault;
            return false;
        }
    }

    /// <inheritdoc/>
    public FormulaValue Number(int column, double number) => FormulaValue.Of(column, number);

    /// <inheritdoc/>
    public FormulaValue Text(int column, string text) => new(column, null, ParameterValue.Of(text));

    /// <inheritdoc/>
    public FormulaValue Name(int column, string name)
    {
        if (arguments?.TryGetValue(name, out FormulaValue argument) == true)
            return argument with { Column = column };
        if (BarNameStep.Find(name) is BarNameStep step)
            return Node(column, step, []);
        if (arguments is null && scope.Parameters.Contains(name))
            return Parameter(column, name);
        if (arguments is null && (lets.ContainsKey(name) || letFaults.ContainsKey(name)))
            return Let(column, name);
        if (FormulaFunctions.Find(name) is FormulaFunction function && function.Definition.Fewest == 0)
            return Call(column, function.Definition, []);
        if (FormulaFunctions.Find(name) is FormulaFunction incomplete)
            throw new FormulaFaultException(column, $"{name} is a function. Write {incomplete.Definition.Signature}.");
        string[] known = [.. scope.Parameters, .. scope.Lets, .. BarNameStep.All.Select(bar => bar.Name)];
        throw new FormulaFaultException(
            column, $"{name} is not a parameter, a let name or a name of bars. {Nearest.Advice(name, known)}");
    }

    /// <inheritdoc/>
    public FormulaValue Operation(int column, Operation operation, IReadOnlyList<FormulaValue> operands)
    {
        if (operands.FirstOrDefault(operand => operand.IsText) is { IsText: true } text)
            return Comparison(column, operation, operands, text);
        if (operands.All(operand => !operand.IsSeries))
        {
            return operands.Any(operand => operand.IsOpen)
                ? FormulaValue.Open(column)
                : FormulaValue.Of(column, OperationStep.Of(operation).Apply([.. operands.Select(operand => operand.Number)]));
        }

        FormulaNode[] inputs = [.. operands.Select(operand => SeriesOf(operand, "An operand"))];
        return Node(column, OperationStep.Of(operation), inputs);
    }

    /// <inheritdoc/>
    public FormulaValue Shift(int column, FormulaValue operand, FormulaValue bars)
    {
        if (bars.IsSeries)
            throw new FormulaFaultException(
                column, "The shift changes with every bar, but must be known without bars: a number, a parameter, or arithmetic of those.");
        if (bars.IsText)
            throw new FormulaFaultException(
                column, $"The shift is the text '{bars.Known}', but must be a whole number of bars, 0 or more.");
        if (!bars.IsOpen && bars.Number < 0)
            throw new FormulaFaultException(
                column, $"The shift is {Text(bars.Number)}, which would look ahead. Write x[1] for the value of one bar ago.");
        if (!bars.IsOpen && !IsCount(bars.Number, 0))
            throw new FormulaFaultException(column, $"The shift is {Text(bars.Number)}, but must be a whole number of bars, 0 or more.");
        FormulaNode node = SeriesOf(operand, "What is shifted");
        double shift = bars.IsOpen ? 0 : bars.Number;
        if (shift == 0 || node.Constant is not null)
            return operand with { Column = column };
        if (node.Step == ShiftStep.Instance)
            (node, shift) = (node.Inputs[0], shift + node.Numbers[0]);
        return Node(column, ShiftStep.Instance, [node], [shift]);
    }

    /// <inheritdoc/>
    public FormulaValue Call(int column, FunctionDefinition function, IReadOnlyList<FormulaValue> given)
    {
        FormulaFunction step = FormulaFunctions.Find(function.Name)!;
        FormulaValue[] values = FormulaArguments.Complete(function, given, text => Default(column, text));
        List<FormulaNode> inputs = [];
        List<double> numbers = [];
        List<string> texts = [];
        for (int i = 0; i < values.Length; i++)
        {
            FunctionArgument argument = function.Arguments[i];
            FormulaValue value = values[i];
            if (FormulaArguments.FindFault(function, argument, value, text => step.FindTextFault?.Invoke(text, scope)) is string fault)
                throw new FormulaFaultException(value.Column, fault);
            if (argument.Kind == ArgumentKind.Series)
                inputs.Add(SeriesOf(value, argument.Name));
            else if (argument.Kind == ArgumentKind.Text)
                texts.Add(value.Known?.ToString() ?? string.Empty);
            else
                numbers.Add(value.Number);
        }

        return step.Body is null
            ? Node(column, step, [.. inputs], [.. numbers], [.. texts])
            : Within(FormulaFunctions.BodyOf(step), function.Arguments.Zip(values), column);
    }

    internal static bool IsCount(double value, double least) => value >= least && value <= 1e8 && value == Math.Floor(value);

    internal static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private FormulaValue Parameter(int column, string name)
    {
        Used.Add(name);
        if (parameters is null)
            return FormulaValue.Open(column);
        if (!parameters.TryGet(name, out ParameterValue value))
            throw new FormulaFaultException(column, $"{name} has no value in this trial. Search it without a condition.");
        if (value.Kind is ParameterKind.Text)
            return new(column, null, value);
        if (value.IsNumber || value.Kind == ParameterKind.Boolean)
            return FormulaValue.Of(column, value.AsDouble());
        throw new FormulaFaultException(column, $"{name} is {value.Show()}, but must be a number, a text, true or false.");
    }

    // In the order of their dependencies, so that no stack is needed however many lean on each other.
    private void BindLets(Expression expression)
    {
        var needed = new HashSet<string>(expression.Names, StringComparer.Ordinal);
        foreach ((string name, Expression let) in scope.LetsInOrder.Reverse())
        {
            if (needed.Contains(name))
                needed.UnionWith(let.Names);
        }

        foreach ((string name, Expression let) in scope.LetsInOrder)
        {
            if (!needed.Contains(name))
                continue;
            try
            {
                lets.Add(name, let.Visit(this));
            }
            catch (FormulaFaultException exception)
            {
                letFaults.Add(name, exception.Origin ?? new(name, exception.Fault));
            }
        }
    }

    private FormulaValue Let(int column, string name)
    {
        Used.Add(name);
        return letFaults.TryGetValue(name, out FormulaFault? fault)
            ? throw new FormulaFaultException(column, $"In {fault.Name}, {fault.Fault}") { Origin = fault }
            : lets[name] with { Column = column };
    }

    private FormulaValue Node(int column, FormulaStep step, FormulaNode[] inputs, double[]? numbers = null, string[]? texts = null)
    {
        FormulaNode node = scope.Graph.Node(step, inputs, numbers, texts);
        return node.Depth <= MaxDepth
            ? new(column, node, null)
            : throw new FormulaFaultException(
                column, $"With all names replaced, the expression is more than {MaxDepth} levels deep. Write it in fewer.");
    }

    // A parameter and a text are compared by themselves; the outcome is a number.
    private static FormulaValue Comparison(int column, Operation operation, IReadOnlyList<FormulaValue> operands, FormulaValue text)
    {
        if (operation is not (Model.Expressions.Operation.Equal or Model.Expressions.Operation.NotEqual)
            || operands.Any(operand => operand.IsSeries))
        {
            throw new FormulaFaultException(
                text.Column,
                $"'{text.Known}' is a text, but must be a number or a series. Texts may be compared with parameters by == and !=.");
        }

        if (operands.Any(operand => operand.IsOpen))
            return FormulaValue.Open(column);
        bool same = operands[0].Known!.Value.IsSameAs(operands[1].Known!.Value);
        return FormulaValue.Of(column, same == (operation == Model.Expressions.Operation.Equal) ? 1 : 0);
    }

    private FormulaNode SeriesOf(FormulaValue value, string what) => value.Node ?? (value.IsText
        ? throw new FormulaFaultException(value.Column, $"{what} is the text '{value.Known}', but must be a number or a series.")
        : scope.Graph.Number(value.Number));

    private FormulaValue Default(int column, string text) => Within(FormulaFunctions.Parsed(text), [], column);

    // Inside a definition there are its arguments, the names of bars and the functions, and no parameters.
    private FormulaValue Within(
        Expression body, IEnumerable<(FunctionArgument Argument, FormulaValue Value)> values, int column)
    {
        IReadOnlyDictionary<string, FormulaValue>? outside = arguments;
        arguments = values.ToDictionary(pair => pair.Argument.Name, pair => pair.Value, StringComparer.Ordinal);
        try
        {
            return body.Visit(this) with { Column = column };
        }
        finally
        {
            arguments = outside;
        }
    }
}
