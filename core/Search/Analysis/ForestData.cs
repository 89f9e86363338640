using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>Trials as columns of numbers, with each column's order.</summary>
internal sealed class ForestData
{
    public ForestData(Encoding encoding, IReadOnlyList<ParameterSet> trials, double[] scores, ulong seed)
    {
        Scores = scores;
        int parameters = encoding.Axes.Length;
        Codes = new double[parameters][];
        Orders = new int[parameters][];
        Categories = new int[parameters];
        var rows = new double[trials.Count][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = encoding.Encode(trials[row]);
        for (int i = 0; i < parameters; i++)
        {
            Axis axis = encoding.Axes[i];
            Categories[i] = axis.Kind == AxisKind.Category ? (int)axis.Levels!.Value : 0;
            Codes[i] = new double[rows.Length];
            var random = new RandomStream(seed, (ulong)i, StreamPurpose.ForestRows);
            for (int row = 0; row < rows.Length; row++)
            {
                double code = rows[row][i];
                Codes[i][row] = !double.IsNaN(code) ? code : Categories[i] > 0 ? random.NextInt(Categories[i]) : random.NextDouble();
            }

            int[] order = [.. Enumerable.Range(0, rows.Length)];
            double[] keys = [.. Codes[i]];
            Array.Sort(keys, order);
            Orders[i] = order;
        }
    }

    public int Count => Scores.Length;

    public int Parameters => Codes.Length;

    public double[] Scores { get; }

    /// <summary>Per parameter, the code of each trial: a position in the unit interval, or the index of a choice.</summary>
    public double[][] Codes { get; }

    /// <summary>Per parameter, the trials by ascending code.</summary>
    public int[][] Orders { get; }

    /// <summary>Per parameter, how many unordered choices it has; 0 for an ordered one.</summary>
    public int[] Categories { get; }
}
