using ServerlessTuner.Core.Learning.Data;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>Boosted trees as training left them. Immutable; may be used by several threads.</summary>
public sealed class TreeModel
{
    internal TreeModel(
        BoosterParameters parameters, IReadOnlyList<string> featureNames, bool[] categorical, double baseScore, double[] baseMargins,
        IReadOnlyList<Tree> trees)
    {
        (Parameters, FeatureNames, Categorical, BaseScore, BaseMargins, Trees) =
            (parameters, featureNames, categorical, baseScore, baseMargins, trees);
    }

    /// <summary>Which library's form the model has.</summary>
    public BoosterKind Kind => Parameters.Kind;

    /// <summary>What was minimised.</summary>
    public BoosterObjective Objective => Parameters.Objective;

    /// <summary>How many classes predictions have; 1 where there is one number per row.</summary>
    public int Outputs => Parameters.Groups;

    /// <summary>The names of the features, in the order in which they are expected.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How many rounds of boosting the model holds.</summary>
    public int Rounds => Trees.Count / Outputs;

    /// <summary>How it was trained; what a model file does not hold is at its default.</summary>
    internal BoosterParameters Parameters { get; }

    /// <summary>Which features are categories.</summary>
    internal bool[] Categorical { get; }

    /// <summary>The prediction before the first tree, as <c>base_score</c> has it.</summary>
    internal double BaseScore { get; }

    /// <summary>The margins before the first tree, by class.</summary>
    internal double[] BaseMargins { get; }

    /// <summary>The trees, round by round, a class after the other.</summary>
    internal IReadOnlyList<Tree> Trees { get; }

    /// <summary>The margins: log-odds, one per class for several classes, or the number itself for squared error.</summary>
    /// <param name="table">Features in the order of <see cref="FeatureNames"/>.</param>
    /// <returns>By output, then row.</returns>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public double[][] PredictMargins(FeatureTable table)
    {
        CheckFeatures(table);
        // Rows by blocks, so that their features and a tree stay in the cache.
        const int block = 512;
        float[][] columns = [.. table.Columns];
        double[][] margins = new double[Outputs][];
        for (int group = 0; group < margins.Length; group++)
        {
            margins[group] = new double[table.Rows];
            Array.Fill(margins[group], BaseMargins[group]);
            Span<double> margin = margins[group];
            for (int begin = 0; begin < margin.Length; begin += block)
            {
                int end = Math.Min(begin + block, margin.Length);
                for (int number = group; number < Trees.Count; number += Outputs)
                {
                    Tree tree = Trees[number];
                    for (int row = begin; row < end; row++)
                        margin[row] += tree.Predict(columns, row);
                }
            }
        }

        return margins;
    }

    /// <summary>The predictions: the probability of class 1, one probability per class, or a number.</summary>
    /// <inheritdoc cref="PredictMargins"/>
    public double[][] Predict(FeatureTable table)
    {
        double[][] margins = PredictMargins(table);
        var objective = Objectives.Objective.Of(Parameters);
        Span<double> outputs = new double[Outputs];
        for (int row = 0; row < table.Rows; row++)
        {
            for (int group = 0; group < outputs.Length; group++)
                outputs[group] = margins[group][row];
            objective.Transform(outputs);
            for (int group = 0; group < outputs.Length; group++)
                margins[group][row] = outputs[group];
        }

        return margins;
    }

    internal void CheckFeatures(FeatureTable table)
    {
        if (table.Columns.Count != FeatureNames.Count)
        {
            throw new ArgumentException(
                $"The model expects {FeatureNames.Count} features, but there are {table.Columns.Count}.", nameof(table));
        }
    }
}
