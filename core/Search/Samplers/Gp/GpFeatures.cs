namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// How points become features of a Gaussian process: a number as its position in the unit interval, a category as one column per
/// choice, √½ where chosen, so that two choices differ by a squared distance of 1. Columns of a category share a length scale.
/// Inactive numbers stand in the middle, inactive categories have no choice.
/// </summary>
internal sealed class GpFeatures
{
    private const double Chosen = 0.70710678118654752440;
    private readonly Axis[] axes;

    public GpFeatures(Encoding encoding)
    {
        axes = encoding.Axes;
        First = new int[axes.Length];
        var scales = new List<int>();
        for (int i = 0; i < axes.Length; i++)
        {
            First[i] = scales.Count;
            int columns = axes[i].Kind switch { AxisKind.Constant => 0, AxisKind.Category => (int)axes[i].Levels!.Value, _ => 1 };
            if (columns > 0)
                Scales++;
            for (int column = 0; column < columns; column++)
                scales.Add(Scales - 1);
        }

        ScaleOf = [.. scales];
    }

    /// <summary>The first column of each parameter.</summary>
    public int[] First { get; }

    /// <summary>How many columns there are.</summary>
    public int Count => ScaleOf.Length;

    /// <summary>The length scale that a column uses.</summary>
    public int[] ScaleOf { get; }

    /// <summary>How many length scales there are: one per parameter that varies.</summary>
    public int Scales { get; }

    public double[] Of(ReadOnlySpan<double> codes)
    {
        var features = new double[Count];
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i].Kind == AxisKind.Category)
            {
                if (!double.IsNaN(codes[i]))
                    features[First[i] + (int)codes[i]] = Chosen;
            }
            else if (axes[i].Kind != AxisKind.Constant)
            {
                features[First[i]] = double.IsNaN(codes[i]) ? 0.5 : codes[i];
            }
        }

        return features;
    }
}
