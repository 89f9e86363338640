namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>
/// The functions that a caller of the parser provides. With a table the language also has shifts, <c>x[3]</c>, and texts as arguments.
/// </summary>
public sealed class FunctionTable
{
    private readonly Dictionary<string, FunctionDefinition> byName;

    /// <summary>Takes the definitions.</summary>
    /// <exception cref="ArgumentException">Two have one name, or one has the name of a function that the language has itself.</exception>
    public FunctionTable(IReadOnlyList<FunctionDefinition> functions)
    {
        Functions = functions;
        byName = functions.ToDictionary(function => function.Name, StringComparer.Ordinal);
        if (BuiltIn.FirstOrDefault(byName.ContainsKey) is string taken)
            throw new ArgumentException($"{taken} is a function of the language.", nameof(functions));
    }

    /// <summary>The functions that every expression has: min, max, abs and so on.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [.. ExpressionParser.Functions.Select(function => function.Name)];

    /// <summary>The definitions, in their given order.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }

    /// <summary>The function of a name; null where there is none.</summary>
    public FunctionDefinition? Find(string name) => byName.GetValueOrDefault(name);
}
