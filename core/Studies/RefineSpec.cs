namespace ServerlessTuner.Core.Studies;

/// <summary>The second phase of a study that refines: ranges shrink to those of the best trials of the first phase.</summary>
/// <param name="Share">The share of the best trials that span the new ranges, in (0, 1].</param>
/// <param name="Margin">How far the new ranges reach beyond those trials, as a share of their span, at each end. 0 or more.</param>
/// <param name="Trials">How many trials the second phase has, or null for as many as the first.</param>
public sealed record RefineSpec(double Share = 0.1, double Margin = 0.1, long? Trials = null);
