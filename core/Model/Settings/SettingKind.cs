namespace ServerlessTuner.Core.Model.Settings;

/// <summary>What a <see cref="Setting"/> holds.</summary>
public enum SettingKind
{
    /// <summary>Several forms, which only the reader of the setting knows.</summary>
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

    /// <summary>A length of time above zero.</summary>
    Duration,

    /// <summary>A mapping of keys and values.</summary>
    Section,

    /// <summary>A list.</summary>
    List,
}
