namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>A bar with a label.</summary>
/// <param name="Symbol">The symbol's place.</param>
/// <param name="Bar">The bar at whose close features are known.</param>
/// <param name="EndBar">The bar in which the label is known.</param>
/// <param name="Class">The class, from 0.</param>
/// <param name="Pips">What the trade of the label earns before costs; of class none with both sides, 0.</param>
public readonly record struct Observation(int Symbol, int Bar, int EndBar, byte Class, double Pips);
