using System.Globalization;
using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>A function over bars: what it is called and takes, and how it is computed. One line in a list makes one.</summary>
internal sealed class FormulaFunction : FormulaStep
{
    private readonly Func<FormulaCall, double[]>? compute;

    private FormulaFunction(string name, FunctionArgument[] arguments, string summary, Func<FormulaCall, double[]>? compute, string? body)
    {
        Definition = new(name, arguments, summary);
        this.compute = compute;
        Body = body;
    }

    /// <summary>Name, arguments and summary.</summary>
    public FunctionDefinition Definition { get; }

    /// <summary>The definition in the language itself, over the names of the arguments; null for one in code.</summary>
    public string? Body { get; }

    /// <summary>Says what is wrong with the text argument, as it stands after "is"; null where nothing is.</summary>
    public Func<string, FormulaScope, string?>? FindTextFault { get; private init; }

    /// <summary>The bars over which the series is evaluated, by the text argument; null for the same bars.</summary>
    public Func<FormulaStore, string, FormulaStore>? Elsewhere { get; private init; }

    /// <summary>A function in code.</summary>
    public static FormulaFunction Of(string name, FunctionArgument[] arguments, string summary, Func<FormulaCall, double[]> compute) =>
        new(name, arguments, summary, compute, null);

    /// <summary>A function that is an expression.</summary>
    public static FormulaFunction Of(string name, FunctionArgument[] arguments, string summary, string body) =>
        new(name, arguments, summary, null, body);

    /// <summary>A function whose text names other bars, over which its series is evaluated; it has the last value known there.</summary>
    public static FormulaFunction Of(
        string name,
        FunctionArgument[] arguments,
        string summary,
        Func<FormulaStore, string, FormulaStore> elsewhere,
        Func<string, FormulaScope, string?> findTextFault) =>
        new(name, arguments, summary, call => FromElsewhere(call, elsewhere), null)
        {
            Elsewhere = elsewhere,
            FindTextFault = findTextFault,
        };

    /// <summary>The first window that does not fit into a number of bars, as <c>n = 500</c>; null where all fit.</summary>
    public string? WindowBeyond(FormulaNode node, int bars)
    {
        int number = 0;
        foreach (FunctionArgument argument in Definition.Arguments.Where(argument => argument.Kind is not ArgumentKind.Series))
        {
            if (argument.Kind == ArgumentKind.Text)
                continue;
            double value = node.Numbers[number++];
            if (argument.Kind == ArgumentKind.Window && value > bars)
                return string.Create(CultureInfo.InvariantCulture, $"{argument.Name} = {value}");
        }

        return null;
    }

    public override double[] Compute(FormulaCall call) =>
        (compute ?? throw new InvalidOperationException($"{Definition.Name} is an expression."))(call);

    public override string Describe(FormulaNode node, Func<FormulaNode, string> show)
    {
        IEnumerable<string> arguments = node.Texts.Select(text => $"\"{text}\"")
            .Concat(node.Inputs.Select(show))
            .Concat(node.Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
        return $"{Definition.Name}({string.Join(", ", arguments)})";
    }

    private static double[] FromElsewhere(FormulaCall call, Func<FormulaStore, string, FormulaStore> find)
    {
        FormulaStore store = call.Store, other = find(store, call.Node.Texts[0]);
        double[] values = other.Load(call.Node.Inputs[0]);
        return HigherBars.Align(store.Bars.Times, store.Interval, other.Bars.Times, other.Interval, values);
    }
}
