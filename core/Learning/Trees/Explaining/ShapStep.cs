namespace ServerlessTuner.Core.Learning.Trees.Explaining;

/// <summary>A feature on the way from the root.</summary>
/// <param name="Feature">The feature; −1 before the first.</param>
/// <param name="Zero">Share of the paths that come this way while it is unknown.</param>
/// <param name="One">1 where the row comes this way, else 0.</param>
/// <param name="Weight">Weight of the sets of known features with so many members.</param>
internal record struct ShapStep(int Feature, double Zero, double One, double Weight);
