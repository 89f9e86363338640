using ServerlessTuner.Core.Learning.Trees.Growing;
using ServerlessTuner.Core.Learning.Trees.Objectives;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>One training: margins of all rows, and the trees so far.</summary>
internal sealed class BoosterRun
{
    private readonly BinnedTable data;
    private readonly TrainingRows rows;
    private readonly BoosterParameters parameters;
    private readonly Objective objective;
    private readonly TreeGrower grower;
    private readonly double? baseScore;
    private readonly double[] baseMargins;
    private readonly double[][] margins;
    private readonly float[] gradients, hessians;
    private readonly bool judged;
    private readonly ulong seed;
    private readonly List<Tree> trees = [];

    /// <summary>Prepares a training.</summary>
    /// <param name="data">The features.</param>
    /// <param name="rows">Labels and weights.</param>
    /// <param name="parameters">How to train.</param>
    /// <param name="heard">Whether someone hears the metric after each round.</param>
    /// <param name="width">How wide to compute.</param>
    public BoosterRun(BinnedTable data, TrainingRows rows, BoosterParameters parameters, bool heard, VectorWidth width)
    {
        (this.rows, this.data, this.parameters) = (rows, data, parameters);
        judged = data.ValidationRows > 0 && (heard || parameters.EarlyStoppingRounds > 0);
        objective = Objective.Of(parameters);
        grower = new TreeGrower(data, parameters, judged ? rows.All : rows.Training, width);
        (baseScore, baseMargins) = Start();
        margins = [.. baseMargins.Select(margin =>
        {
            double[] all = new double[TrainingRows.Padded(rows.All)];
            Array.Fill(all, margin);
            return all;
        })];
        (gradients, hessians) = (new float[TrainingRows.Padded(rows.All)], new float[TrainingRows.Padded(rows.All)]);
        seed = new RandomStream(parameters.Seed, parameters.Trial, StreamPurpose.Booster).NextBits();
    }

    /// <summary>Boosts round by round.</summary>
    public TreeModel Train(Func<BoosterProgress, bool>? progress, CancellationToken cancellation)
    {
        (double best, int bestRound) = (double.PositiveInfinity, 0);
        for (int round = 0; round < parameters.Trees; round++)
        {
            Boost(round, cancellation);
            double metric = judged ? objective.Metric(margins, rows, rows.Training, rows.All) : double.NaN;
            if (metric < best)
                (best, bestRound) = (metric, round + 1);
            if (progress?.Invoke(new BoosterProgress(round + 1, metric, bestRound)) == false)
                break;
            if (parameters.EarlyStoppingRounds > 0 && round + 1 - bestRound >= parameters.EarlyStoppingRounds)
                break;
        }

        int kept = parameters.EarlyStoppingRounds > 0 ? Math.Max(bestRound, 1) * parameters.Groups : trees.Count;
        return Model([.. trees.Take(kept)]);
    }

    // XGBoost keeps one base score for all classes, in single precision.
    private (double? Score, double[] Margins) Start()
    {
        double? score = parameters.BaseScore;
        if (parameters.Kind == BoosterKind.XGBoost)
        {
            if (score is null && parameters.Objective != BoosterObjective.SoftMax)
            {
                double[] mean = objective.BaseMargins(rows, null);
                objective.Transform(mean);
                score = mean[0];
            }

            score = (float)(score ?? 0.5);
        }

        return (score, objective.BaseMargins(rows, score));
    }

    // LightGBM has no place for a base score: it is part of the first trees.
    private TreeModel Model(Tree[] kept)
    {
        double[] starts = baseMargins;
        if (parameters.Kind == BoosterKind.LightGbm)
        {
            for (int group = 0; group < parameters.Groups; group++)
                kept[group] = kept[group].Raised(baseMargins[group]);
            starts = new double[parameters.Groups];
        }

        return new TreeModel(parameters, data.Names, data.Categorical, baseScore ?? 0, starts, kept);
    }

    private void Boost(int round, CancellationToken cancellation)
    {
        for (int group = 0; group < parameters.Groups; group++)
        {
            cancellation.ThrowIfCancellationRequested();
            int tree = (round * parameters.Groups) + group;
            objective.Differentiate(margins, group, rows, gradients, hessians);
            // Vectors have computed the rows behind the last as well.
            Array.Clear(gradients, rows.Training, gradients.Length - rows.Training);
            Array.Clear(hessians, rows.Training, hessians.Length - rows.Training);
            DrawRows(round, tree);
            grower.DrawColumns(new RandomStream(seed, (ulong)tree, StreamPurpose.BoosterColumns));
            trees.Add(grower.Grow(gradients, hessians, margins[group], cancellation));
        }
    }

    // XGBoost draws for every tree; LightGBM for every so many rounds.
    private void DrawRows(int round, int tree)
    {
        if (parameters.Subsample >= 1 || parameters.SubsampleFreq == 0)
        {
            grower.TakeAllRows();
            return;
        }

        int bag = parameters.Kind == BoosterKind.XGBoost ? tree : round / parameters.SubsampleFreq;
        grower.DrawRows(new RandomStream(seed, (ulong)bag, StreamPurpose.BoosterRows));
    }
}
