namespace ServerlessTuner.Core.Model.Expressions;

/// <summary>An argument of a function that a caller of the parser provides.</summary>
/// <param name="Name">The name by which documents and messages know it.</param>
/// <param name="Kind">What it must be.</param>
/// <param name="Default">An expression that stands for it where it is left out; null where it must be given.</param>
/// <param name="Least">The smallest value of a window or number.</param>
public sealed record FunctionArgument(
    string Name, ArgumentKind Kind, string? Default = null, double Least = double.NegativeInfinity)
{
    /// <summary>A series.</summary>
    public static FunctionArgument Series(string name, string? value = null) => new(name, ArgumentKind.Series, value);

    /// <summary>A whole number of bars, at least <paramref name="least"/>.</summary>
    public static FunctionArgument Window(string name = "n", string? value = null, int least = 1) =>
        new(name, ArgumentKind.Window, value, least);

    /// <summary>A number that is known without bars.</summary>
    public static FunctionArgument Number(string name, string? value = null, double least = double.NegativeInfinity) =>
        new(name, ArgumentKind.Number, value, least);

    /// <summary>A text.</summary>
    public static FunctionArgument Text(string name) => new(name, ArgumentKind.Text);

    /// <summary>As it stands in a signature: <c>n</c>, or <c>n = 14</c>.</summary>
    public override string ToString() => Default is null ? Name : $"{Name} = {Default}";
}
