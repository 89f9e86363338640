using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Backtesting.Formulas.Functions;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>
/// What the formulas of a study may refer to: its parameters, its <c>let</c> names, its symbols, and the names and functions over bars.
/// One per study, for any number of threads, so that equal parts of its formulas are computed once.
/// </summary>
public sealed class FormulaScope
{
    private readonly List<string> lets = [];

    /// <summary>Takes the names. What is wrong with them is in <see cref="Faults"/>.</summary>
    /// <param name="parameters">The parameters of the study. Their values are numbers, true or false, or texts.</param>
    /// <param name="lets">Names for expressions. They may use each other, but not in a circle.</param>
    /// <param name="symbols">The symbols of the study, for <c>of</c>.</param>
    public FormulaScope(
        IReadOnlyList<string> parameters, IReadOnlyList<KeyValuePair<string, string>>? lets = null, IReadOnlyList<string>? symbols = null)
    {
        Parameters = parameters;
        Symbols = symbols ?? [];
        var faults = new List<FormulaFault>();
        foreach (string parameter in parameters)
            AddShadow(faults, parameter, null);
        var parsed = new List<KeyValuePair<string, Expression>>();
        foreach ((string name, string text) in lets ?? [])
        {
            AddShadow(faults, name, this.lets.Contains(name) ? "another let name" : parameters.Contains(name) ? "a parameter" : null);
            this.lets.Add(name);
            if (!FormulaFunctions.TryParse(text, out Expression? expression, out ExpressionFault? fault))
                faults.Add(new(name, fault));
            else
                parsed.Add(new(name, expression));
        }

        if (faults.Count == 0)
        {
            LetsInOrder = LetOrder.Of(parsed, faults);
            foreach ((string name, Expression expression) in faults.Count == 0 ? LetsInOrder : [])
            {
                if (!new FormulaBinder(this, null).TryBind(expression, out _, out ExpressionFault? fault))
                    faults.Add(new(name, fault));
            }
        }

        Faults = faults;
    }

    /// <summary>
    /// Names that shadow others, and <c>let</c> expressions that are wrong. Where there are any, nothing else is compiled.
    /// </summary>
    public IReadOnlyList<FormulaFault> Faults { get; }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The <c>let</c> names.</summary>
    public IReadOnlyList<string> Lets => lets;

    /// <summary>The symbols.</summary>
    public IReadOnlyList<string> Symbols { get; }

    internal FormulaGraph Graph { get; } = new();

    /// <summary>The <c>let</c> expressions, each after those that it uses.</summary>
    internal IReadOnlyList<KeyValuePair<string, Expression>> LetsInOrder { get; } = [];

    /// <summary>Compiles an expression, or says what is wrong with it. Values of parameters need not be known yet.</summary>
    public bool TryCompile(string text, [NotNullWhen(true)] out Formula? formula, [NotNullWhen(false)] out ExpressionFault? fault)
    {
        formula = null;
        if (Faults.Count > 0)
        {
            fault = new(1, Faults[0].ToString());
            return false;
        }

        if (!FormulaFunctions.TryParse(text, out Expression? expression, out fault))
            return false;
        var binder = new FormulaBinder(this, null);
        if (!binder.TryBind(expression, out _, out fault))
            return false;
        formula = new Formula(this, expression, [.. Parameters.Where(binder.Used.Contains)], [.. Lets.Where(binder.Used.Contains)]);
        return true;
    }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="InvalidInputException">It is wrong; the message has the column and the remedy.</exception>
    public Formula Compile(string text) => TryCompile(text, out Formula? formula, out ExpressionFault? fault)
        ? formula
        : throw new InvalidInputException($"expression '{text}'", fault.ToString());

    /// <summary>The parameters and <c>let</c> names that none of these formulas uses, directly or through a <c>let</c> name.</summary>
    public IReadOnlyList<string> Unused(IReadOnlyCollection<Formula> formulas) =>
        [.. Parameters.Concat(Lets).Except(formulas.SelectMany(formula => formula.Parameters.Concat(formula.Lets)))];

    private static void AddShadow(List<FormulaFault> faults, string name, string? other)
    {
        other ??= BarNameStep.Find(name) is not null ? "the name of a number of each bar"
            : FormulaFunctions.Find(name) is not null || FunctionTable.BuiltIn.Contains(name) ? "the name of a function"
            : name is "and" or "or" or "not" or "true" or "false" ? "a word of the language"
            : null;
        if (other is not null)
            faults.Add(new(name, new(1, $"{name} is also {other}. Choose another name.")));
    }
}
