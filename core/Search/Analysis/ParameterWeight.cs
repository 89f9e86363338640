namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>How much a parameter matters.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Importance">Its share of what single parameters explain; all shares sum to 1, or are 0 where nothing is explained.</param>
/// <param name="Explained">The share of the score's whole variance that it explains alone, 0 to 1. What is missing to 1 over all parameters
/// is interaction.</param>
/// <param name="Deviation">The standard deviation of <paramref name="Explained"/> over the trees: how sure it is.</param>
public sealed record ParameterWeight(string Name, double Importance, double Explained, double Deviation);
