namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>One dimension of a search space.</summary>
/// <param name="Name">The name, as in the study file; nested parameters are joined by dots.</param>
/// <param name="Distribution">What values it may take.</param>
/// <param name="When">When it is active: all of these must hold. Null or empty for always. An inactive parameter is absent from a
/// trial.</param>
public sealed record Parameter(string Name, Distribution Distribution, IReadOnlyList<Condition>? When = null);
