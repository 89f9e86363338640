using System.Globalization;

namespace ServerlessTuner.Core.Model.Problems;

/// <summary>Where the user gave us something: in a text, by an option of the command line, or as a field.</summary>
/// <param name="Kind">What is named.</param>
/// <param name="Name">The file as the user knows it, the option with its hyphens, or the path of the field.</param>
/// <param name="Line">The line in a text, from 1; 0 for the whole text.</param>
/// <param name="Column">The column in the line, from 1; 0 for the whole line.</param>
public sealed record Place(PlaceKind Kind, string Name, int Line = 0, int Column = 0)
{
    /// <summary>The input as a whole.</summary>
    public static Place None { get; } = new(PlaceKind.None, string.Empty);

    /// <summary>A position in a text: <c>study.yaml:12:5</c>, <c>eurusd.csv:4711</c>, or the text as a whole.</summary>
    public static Place In(string source, int line = 0, int column = 0) => new(PlaceKind.Source, source, line, column);

    /// <summary>An option of the command line: <c>--top-k</c>.</summary>
    public static Place Option(string name) => new(PlaceKind.Option, name);

    /// <summary>A field: <c>parameters.fast</c>.</summary>
    public static Place Field(string path) => new(PlaceKind.Field, path);

    /// <summary>Orders by source, line and column; what has no line comes first.</summary>
    public static int Compare(Place left, Place right)
    {
        int order = (left.Line > 0).CompareTo(right.Line > 0);
        if (order == 0)
            order = string.CompareOrdinal(left.Name, right.Name);
        if (order == 0)
            order = left.Line.CompareTo(right.Line);
        return order != 0 ? order : left.Column.CompareTo(right.Column);
    }

    /// <inheritdoc/>
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => Name,
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Line}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Line}:{Column}"),
    };
}
