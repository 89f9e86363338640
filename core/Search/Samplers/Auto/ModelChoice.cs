using ServerlessTuner.Core.Search.Samplers.Gp;

namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>Chooses among kinds of Gaussian processes by how likely they make the losses.</summary>
internal static class ModelChoice
{
    public static readonly ModelKind[] All =
    [
        new(
            GpShape.Matern52,
            false,
            false), new(GpShape.Matern52, false, true), new(GpShape.Gaussian, false, false), new(GpShape.Gaussian, false, true),
        new(
            GpShape.Matern52,
            true,
            false), new(GpShape.Gaussian, true, false), new(GpShape.Matern52, true, true), new(GpShape.Gaussian, true, true),
    ];

    /// <summary>Fits every kind and returns them, the most likely first.</summary>
    public static (ModelKind Kind, GpSettings Settings, double Log)[] Rank(
        GpPoints points, IReadOnlyList<double> losses, IEnumerable<ModelKind> kinds, int evaluations)
    {
        var ranked = new List<(ModelKind Kind, GpSettings Settings, double Log)>();
        foreach (ModelKind kind in kinds)
        {
            LossScale scale = LossScale.Fit(losses, kind.Logarithmic);
            (GpSettings settings, double log) = GpFit.Fit(
                points, Surrogate.Padded([.. losses.Select(scale.Apply)]), kind.Shape, kind.Sums, evaluations);
            foreach (double loss in losses)
                log += scale.LogSlope(loss);
            ranked.Add((kind, settings, log));
        }

        return [.. ranked.OrderByDescending(entry => entry.Log)];
    }
}
