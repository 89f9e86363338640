namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>A box around an observation in which a local model is trusted.</summary>
/// <param name="Centre">The index of the observation in the middle: the best one inside.</param>
/// <param name="Radius">Half of the box's width, as a share of each range.</param>
internal readonly record struct TrustRegion(int Centre, double Radius);
