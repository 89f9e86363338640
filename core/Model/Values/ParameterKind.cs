namespace ServerlessTuner.Core.Model.Values;

/// <summary>What a <see cref="ParameterValue"/> holds.</summary>
public enum ParameterKind
{
    /// <summary>The YAML or JSON null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A 64-bit signed integer.</summary>
    Integer,

    /// <summary>A double.</summary>
    Float,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A list or mapping, kept as the JSON text it was written as.</summary>
    Json,
}
