namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>What a <see cref="StudyNode"/> is.</summary>
internal enum NodeKind
{
    /// <summary>A single value.</summary>
    Scalar,

    /// <summary>An ordered list.</summary>
    List,

    /// <summary>Keys with values.</summary>
    Mapping,
}
