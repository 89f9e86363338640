using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Scoring;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The predictions of one trial, fold after fold, and the metrics that follow from them.</summary>
/// <param name="features">The features.</param>
/// <param name="data">The labels and folds.</param>
/// <param name="trading">Trades signals.</param>
/// <param name="threshold">The probability from which on a signal is given.</param>
internal sealed class ModelTrial(ModelFeatures features, ModelData data, SignalTrading trading, double threshold)
{
    private readonly List<FoldPrediction> folds = [];

    /// <summary>How many folds are done.</summary>
    public int Done => folds.Count;

    /// <summary>Adds the next fold.</summary>
    public void Add(FoldPrediction prediction) => folds.Add(prediction);

    /// <summary>The metrics of some of the folds that are done.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="row">Receives the metrics, as <see cref="ModelMetrics"/> has them.</param>
    public void Write(int first, int end, Scenario scenario, Span<double> row)
    {
        (int[] Rows, double[][] Probabilities) held = Average(first, end, static fold => fold.Test, static prediction => prediction.Test);
        (int[] Rows, double[][] Probabilities) trained =
            Average(first, end, static fold => fold.Train, static prediction => prediction.Train);
        ModelMetrics.Write(
            Trade(held.Rows, held.Probabilities, scenario),
            Trade(trained.Rows, trained.Probabilities, scenario),
            ClassificationMetrics.Of(held.Probabilities, ClassesOf(held.Rows)),
            ClassificationMetrics.Of(trained.Probabilities, ClassesOf(trained.Rows)).LogLoss,
            row);
    }

    // A row that several models speak of gets the mean of what they say.
    private (int[] Rows, double[][] Probabilities) Average(
        int first, int end, Func<ModelFold, int[]> rowsOf, Func<FoldPrediction, double[][]> valuesOf)
    {
        int outputs = valuesOf(folds[first]).Length;
        var counts = new int[features.Table.Rows];
        double[][] sums = [.. Enumerable.Range(0, outputs).Select(_ => new double[counts.Length])];
        for (int fold = first; fold < end; fold++)
        {
            int[] rows = rowsOf(data.Folds[fold]);
            double[][] values = valuesOf(folds[fold]);
            for (int i = 0; i < rows.Length; i++)
            {
                counts[rows[i]]++;
                for (int output = 0; output < outputs; output++)
                    sums[output][rows[i]] += values[output][i];
            }
        }

        int[] known = [.. Enumerable.Range(0, counts.Length).Where(row => counts[row] > 0)];
        return (known, Array.ConvertAll(sums, sum => Array.ConvertAll(known, row => sum[row] / counts[row])));
    }

    private HashSet<long> MomentsOf(int[] rows)
    {
        var moments = new HashSet<long>();
        int symbol = 0;
        foreach (int row in rows)
        {
            while (row >= features.Firsts[symbol] + features.Symbols[symbol].Count)
                symbol++;
            moments.Add(features.Symbols[symbol].Times[row - features.Firsts[symbol]]);
        }

        return moments;
    }

    private byte[] ClassesOf(int[] rows) => Array.ConvertAll(rows, row => data.Classes[row]);

    // Bars between known rows end a range: nothing is held over data that the model says nothing of.
    private double[] Trade(int[] rows, double[][] probabilities, Scenario scenario)
    {
        int symbols = features.Symbols.Count;
        var signals = new sbyte[symbols][];
        var ranges = new IReadOnlyList<Range>[symbols];
        int next = 0;
        IReadOnlySet<long> moments = data.Coverage is null ? new HashSet<long>() : MomentsOf(rows);
        for (int symbol = 0; symbol < symbols; symbol++)
        {
            int first = features.Firsts[symbol], count = features.Symbols[symbol].Count;
            signals[symbol] = new sbyte[count];
            var own = new List<Range>();
            int begin = -1, last = -1;
            for (; next < rows.Length && rows[next] < first + count; next++)
            {
                int bar = rows[next] - first;
                signals[symbol][bar] = data.Sides is { } sides
                    ? Signals.OfMeta(probabilities, next, threshold, sides[symbol][bar])
                    : Signals.Of(probabilities, next, threshold, data.Rules.Sides);
                if (begin >= 0 && bar != last + 1)
                    own.Add(begin..(last + 1));
                if (begin < 0 || bar != last + 1)
                    begin = bar;
                last = bar;
            }

            if (begin >= 0)
                own.Add(begin..(last + 1));
            ranges[symbol] = data.Coverage?.Of(features.Symbols[symbol], moments) ?? own;
        }

        return trading.Evaluate(signals, ranges, BarrierLabels.ExitsOf(data.Rules), scenario);
    }
}
