namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The type of a column of typed rows.</summary>
public enum RowColumnType : byte
{
    /// <summary>64-bit integers.</summary>
    Integer = 1,

    /// <summary>Doubles.</summary>
    Float = 2,

    /// <summary>True or false.</summary>
    Boolean = 3,

    /// <summary>Anything else: text, null, lists and mappings as JSON, and mixtures.</summary>
    Text = 4,
}
