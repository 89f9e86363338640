namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>A function that a caller of the parser provides.</summary>
/// <param name="Name">The name in expressions.</param>
/// <param name="Arguments">The arguments; those that may be left out come last, except a source, which may come first.</param>
/// <param name="Summary">What it computes, in a sentence, with its source.</param>
public sealed record FunctionDefinition(string Name, IReadOnlyList<FunctionArgument> Arguments, string Summary)
{
    /// <summary>Name and arguments: <c>rsi(x = close, n = 14)</c>.</summary>
    public string Signature => $"{Name}({string.Join(", ", Arguments)})";

    /// <summary>How many arguments must be given.</summary>
    public int Fewest => Arguments.Count(argument => argument.Default is null);

    /// <summary>Says what is wrong with a number of arguments; null where it is right.</summary>
    internal string? FindFault(int count)
    {
        if (count >= Fewest && count <= Arguments.Count)
            return null;
        string wanted = (Fewest, Arguments.Count) switch
        {
            (_, 0) => "no value",
            (1, 1) => "one value",
            var (fewest, most) when fewest == most => $"{most} values",
            var (fewest, most) => $"{fewest} to {most} values",
        };
        return $"{Name} takes {wanted}, but {count} {(count == 1 ? "is" : "are")} given. Write {Signature}.";
    }
}
