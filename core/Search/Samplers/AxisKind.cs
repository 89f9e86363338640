namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>How a model sees a parameter.</summary>
internal enum AxisKind
{
    /// <summary>One value; nothing to model.</summary>
    Constant,

    /// <summary>A continuum, as a position in the unit interval.</summary>
    Continuous,

    /// <summary>Ordered discrete values, each a cell of the unit interval.</summary>
    Stepped,

    /// <summary>Unordered choices, as an index.</summary>
    Category,
}
