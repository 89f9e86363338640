using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A trained policy: it acts without chance. Immutable.</summary>
/// <param name="Shape">Its network.</param>
/// <param name="Parameters">The network's numbers.</param>
/// <param name="Normalisation">What is done to observations first.</param>
internal sealed record Policy(PolicyShape Shape, FloatBuffer Parameters, Normalisation Normalisation);
