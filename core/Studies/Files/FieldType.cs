namespace ServerlessTuner.Core.Studies.Files;

/// <summary>What a field of a study file holds.</summary>
internal enum FieldType
{
    /// <summary>Several forms; the schema has a fragment of the field's name.</summary>
    Custom,

    /// <summary>Text; a number or a boolean is read as the text that was written.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date, or a date with a time, in UTC.</summary>
    Date,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>A mapping.</summary>
    Section,

    /// <summary>A list.</summary>
    List,
}
