namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>What a layer does to its sums.</summary>
internal enum Activation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Negative sums become 0.</summary>
    Relu,
}
