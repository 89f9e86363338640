namespace ServerlessTuner.Core.Model.Problems;

/// <summary>What a <see cref="Place"/> names.</summary>
public enum PlaceKind
{
    /// <summary>Nothing: the input as a whole.</summary>
    None,

    /// <summary>A text, such as a file, or a position in it.</summary>
    Source,

    /// <summary>An option of the command line.</summary>
    Option,

    /// <summary>A field of an input that was not read from text.</summary>
    Field,
}
