using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>One symbol as the execution environment sees it. Immutable.</summary>
internal sealed class ExecutionMarket
{
    /// <summary>Bars that are looked back on.</summary>
    public const int Past = 17;

    private const int VolumeBars = 100;
    private const double GapFactor = 10;
    private readonly int[] gapless;

    /// <summary>Prepares a symbol.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="features">Further columns to be shown, or null.</param>
    /// <param name="firstRow">The row of the first bar in them.</param>
    /// <param name="trained">Where the training part ends.</param>
    /// <param name="deviation">The <see cref="Deviation"/> of the data that a finished policy was trained on, or null.</param>
    public ExecutionMarket(Bars bars, FeatureTable? features, int firstRow, int trained, double? deviation = null)
    {
        (Bars, Features, FirstRow) = (bars, features, firstRow);
        gapless = Gapless(bars);
        (double squares, int count) = (0, 0);
        for (int bar = 1; bar < trained; bar++)
        {
            if (gapless[bar] == 0)
                continue;
            double change = (bars.Close[bar] / bars.Close[bar - 1]) - 1;
            (squares, count) = (squares + (change * change), count + 1);
        }

        Deviation = deviation ?? (count == 0 ? 0 : Math.Sqrt(squares / count));
        VolumeShare = Shares(bars.Volume);
        HasVolume = Array.Exists(bars.Volume, static volume => volume > 0);
    }

    /// <summary>The bars.</summary>
    public Bars Bars { get; }

    /// <summary>Further columns to be shown, or null.</summary>
    public FeatureTable? Features { get; }

    /// <summary>The row of the first bar in them.</summary>
    public int FirstRow { get; }

    /// <summary>The root mean square of the returns of bars, in the training part.</summary>
    public double Deviation { get; }

    /// <summary>Whether volumes are recorded.</summary>
    public bool HasVolume { get; }

    /// <summary>By bar its volume over the mean of the 100 before it; 1 where none is known.</summary>
    public double[] VolumeShare { get; }

    /// <summary>The bars of a part at which an episode may begin: its bars and the past it looks at have no gap between them.</summary>
    public int[] Starts(int begin, int end, int length)
    {
        var starts = new List<int>();
        for (int bar = Math.Max(begin, Past); bar + length <= end; bar++)
        {
            if (gapless[bar + length - 1] >= length - 1 + Past)
                starts.Add(bar);
        }

        return [.. starts];
    }

    // How many bars before each follow each other at the usual interval: nights, weekends and missing days end a run.
    private static int[] Gapless(Bars bars)
    {
        var run = new int[bars.Count];
        if (bars.Count < 2)
            return run;
        long[] steps = [.. bars.Times.Zip(bars.Times.Skip(1), static (first, second) => second - first)];
        Array.Sort(steps);
        double longest = GapFactor * steps[steps.Length / 2];
        for (int bar = 1; bar < run.Length; bar++)
            run[bar] = bars.Times[bar] - bars.Times[bar - 1] > longest ? 0 : run[bar - 1] + 1;
        return run;
    }

    private static double[] Shares(double[] volume)
    {
        var shares = new double[volume.Length];
        double sum = 0;
        for (int bar = 0; bar < volume.Length; bar++)
        {
            shares[bar] = sum > 0 ? volume[bar] * Math.Min(bar, VolumeBars) / sum : 1;
            sum += volume[bar] - (bar >= VolumeBars ? volume[bar - VolumeBars] : 0);
        }

        return shares;
    }
}
