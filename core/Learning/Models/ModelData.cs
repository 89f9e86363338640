using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Validation;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The observations that some labels give, cut into folds. Immutable; trials with the same labels share it.</summary>
internal sealed class ModelData
{
    // The share of the training rows, at their end, that a model is stopped and calibrated by.
    private const double TailShare = 0.1;

    private readonly ModelFeatures features;
    private readonly LabelSpans spans;
    private readonly int[] rowOf;

    private ModelData(ModelFeatures features, LabelRules rules, string weights, ValidationRules validation)
    {
        this.features = features;
        IReadOnlyList<Observation> all = BarrierLabels.Of(features.Symbols, rules);
        // Every row of the holdout, and every label that reaches into it, stays unseen.
        long holdout = features.HoldoutStart(validation.Holdout);
        Observation[] seen = [.. all.Where(one => TimeOf(one.Symbol, one.EndBar) < holdout)];
        rowOf = [.. seen.Select(one => features.RowOf(one.Symbol, one.Bar))];
        spans = new LabelSpans(
            [.. seen.Select(one => TimeOf(one.Symbol, one.Bar))], [.. seen.Select(one => TimeOf(one.Symbol, one.EndBar))]);
        Rules = rules;
        Sides = MetaSides.Of(features.Symbols, rules);
        Coverage = Sides is null ? null : new MetaCoverage([.. Enumerable.Range(0, spans.Times).Select(spans.Time)], holdout);
        Labels = new float[features.Table.Rows];
        Classes = new byte[features.Table.Rows];
        for (int i = 0; i < seen.Length; i++)
            Labels[rowOf[i]] = Classes[rowOf[i]] = seen[i].Class;
        if (seen.Length > 0 && weights != "none")
            Weights = Weigh(weights);
        Folds = spans.Times > validation.Folds ? [.. validation.Cut(spans).Select(Split)] : [];
        Observations = seen.Length;
    }

    /// <summary>The labels.</summary>
    public LabelRules Rules { get; }

    /// <summary>By symbol and bar the side that the strategy of meta-labels gives; null without one.</summary>
    public sbyte[][]? Sides { get; }

    /// <summary>The bars that belong to observations, where these do not stand at every bar; otherwise null.</summary>
    public MetaCoverage? Coverage { get; }

    /// <summary>How many observations there are.</summary>
    public int Observations { get; }

    /// <summary>By row of the features its class.</summary>
    public byte[] Classes { get; }

    /// <summary>The same for trainers.</summary>
    public float[] Labels { get; }

    /// <summary>By row what it counts; null for 1 each.</summary>
    public float[]? Weights { get; private set; }

    /// <summary>The folds; empty where there are fewer times than folds.</summary>
    public IReadOnlyList<ModelFold> Folds { get; }

    /// <summary>All observations as training rows, for a final model.</summary>
    public ModelFold Whole => Split(new Fold([.. Enumerable.Range(0, spans.Count)], []));

    /// <summary>Labels the bars and cuts them.</summary>
    public static ModelData Of(ModelFeatures features, LabelRules rules, string weights, ValidationRules validation) =>
        new(features, rules, weights, validation);

    private long TimeOf(int symbol, int bar) => features.Symbols[symbol].Times[bar];

    private float[] Weigh(string kind)
    {
        double[] own = kind == "uniqueness" ? SampleWeights.Uniqueness(spans) : SampleWeights.ByReturn(spans, Returns());
        var weights = new float[features.Table.Rows];
        for (int i = 0; i < own.Length; i++)
            weights[rowOf[i]] = (float)own[i];
        return weights;
    }

    // The mean logarithmic return of the symbols into each time; of one symbol its own.
    private double[] Returns()
    {
        var sums = new double[spans.Times];
        var counts = new int[spans.Times];
        foreach (Bars bars in features.Symbols)
        {
            for (int bar = 1; bar < bars.Count; bar++)
            {
                int time = spans.TimesUpTo(bars.Times[bar]) - 1;
                if (time < 0 || spans.Time(time) != bars.Times[bar])
                    continue;
                sums[time] += Model.Numerics.PortableMath.Log(bars.Close[bar] / bars.Close[bar - 1]);
                counts[time]++;
            }
        }

        for (int time = 0; time < sums.Length; time++)
            sums[time] = counts[time] == 0 ? 0 : sums[time] / counts[time];
        return sums;
    }

    private ModelFold Split(Fold fold)
    {
        int[] train = [.. fold.Train.OrderBy(spans.Start).ThenBy(row => row)];
        int tailCount = (int)(train.Length * TailShare);
        long tailStart = tailCount == 0 ? long.MaxValue : spans.Start(train[^tailCount]);
        // Whatever is known after the tail has begun would tell about it.
        int[] body = [.. train.Where(row => spans.End(row) < tailStart)];
        int[] tail = [.. train.Where(row => spans.Start(row) >= tailStart)];
        return new ModelFold(RowsOf(fold.Train), RowsOf(fold.Test), RowsOf(body), RowsOf(tail));
    }

    private int[] RowsOf(int[] observations)
    {
        int[] rows = Array.ConvertAll(observations, observation => rowOf[observation]);
        Array.Sort(rows);
        return rows;
    }
}
