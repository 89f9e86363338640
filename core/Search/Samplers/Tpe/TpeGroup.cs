namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>Parameters that are active together, and the rest mixture over them.</summary>
internal sealed class TpeGroup(TpeAxis[] axes, int depth)
{
    public TpeAxis[] Axes { get; } = axes;

    /// <summary>0 for parameters that are always active, else one more than that of their parents.</summary>
    public int Depth { get; } = depth;

    public RestMixture Rest { get; } = new(axes);

    /// <summary>Whether a trial has these parameters.</summary>
    public bool Has(double[] codes) => !double.IsNaN(codes[Axes[0].Index]);

    /// <summary>The mixture of the good trials that have these parameters.</summary>
    public GoodMixture Good(TpeSplit best) => new(Axes, [.. best.Codes.Where(Has)], best.EqualWeights);
}
