using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Model.Expressions;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>The functions over bars: the lists of the families, put together. A new function is a line in one of them.</summary>
public static class FormulaFunctions
{
    private static readonly FormulaFunction[] Steps =
    [
        .. AverageFunctions.All,
        .. StatisticFunctions.All,
        .. OscillatorFunctions.All,
        .. TrendFunctions.All,
        .. VolumeFunctions.All,
        .. ChannelFunctions.All,
        .. EventFunctions.All,
        .. TimeFunctions.All,
    ];

    private static readonly Dictionary<string, FormulaFunction> ByName =
        Steps.ToDictionary(step => step.Definition.Name, StringComparer.Ordinal);

    private static readonly FunctionTable Table = new([.. Steps.Select(step => step.Definition)]);

    private static readonly ConcurrentDictionary<string, Expression> Texts = new(StringComparer.Ordinal);

    /// <summary>Name, arguments and summary of each function, for help and documents.</summary>
    public static IReadOnlyList<FunctionDefinition> All => Table.Functions;

    /// <summary>Name and summary of each name that stands for a number of the bar.</summary>
    public static IReadOnlyList<(string Name, string Summary)> BarNames { get; } =
        [.. BarNameStep.All.Select(name => (name.Name, name.Summary))];

    /// <summary>The definition of a function in the language itself; null for one that is computed otherwise.</summary>
    public static string? DefinitionOf(string function) => Find(function)?.Body;

    internal static FormulaFunction? Find(string name) => ByName.GetValueOrDefault(name);

    internal static bool TryParse(
        string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out ExpressionFault? fault) =>
        Expression.TryParse(text, Table, out expression, out fault);

    internal static Expression BodyOf(FormulaFunction function) => Parsed(function.Body!);

    /// <summary>A text of this registry as an expression, parsed once.</summary>
    internal static Expression Parsed(string text) => Texts.GetOrAdd(
        text,
        static text => TryParse(text, out Expression? expression, out ExpressionFault? fault)
            ? expression
            : throw new InvalidOperationException($"'{text}': {fault}"));
}
