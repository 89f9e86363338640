using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>
/// Functional analysis of variance over a random forest (Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing
/// Hyperparameter Importance", 2014): a forest learns the score from the parameters; of each tree, which is piecewise constant, the
/// share of variance that a parameter alone explains is computed exactly.
/// </summary>
/// <remarks>
/// <para>The variance is over the whole search space and not over the trials, with the study's prior as its measure: a parameter on
/// a log scale counts by its logarithm, and all choices count the same. (Optuna measures on the linear scale.)</para>
/// <para>An inactive conditional parameter gets a random value in each trial: where it is inactive it does not matter, and a tree
/// that finds it useless there says so.</para>
/// <para>The same trials and seed give the same weights. Each tree is grown on a bootstrap sample with all parameters tried at each
/// split, to leaves of two trials or more.</para>
/// </remarks>
public static class ParameterImportance
{
    private const int MaxTrials = 5000;

    /// <summary>Computes the weights of all parameters, the most important first, ties in the order of the space.</summary>
    /// <param name="space">What was searched.</param>
    /// <param name="trials">The values of complete trials.</param>
    /// <param name="scores">Their scores; trials with a score that is not finite are left out. Of more than 5,000 a random sample is
    /// used.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="trees">How many trees to grow.</param>
    /// <exception cref="ArgumentException">There is not one score per trial.</exception>
    public static IReadOnlyList<ParameterWeight> Compute(
        SearchSpace space, IReadOnlyList<ParameterSet> trials, IReadOnlyList<double> scores, ulong seed, int trees = 64)
    {
        if (trials.Count != scores.Count)
            throw new ArgumentException($"{trials.Count} trials, but {scores.Count} scores.", nameof(scores));
        int[] used = Sample([.. Enumerable.Range(0, trials.Count).Where(i => double.IsFinite(scores[i]))], seed);
        var encoding = new Encoding(space);
        var data = new ForestData(encoding, [.. used.Select(i => trials[i])], [.. used.Select(i => scores[i])], seed);
        var fractions = new List<double[]>();
        for (int tree = 0; tree < trees; tree++)
        {
            var leaves = RegressionTree.Grow(data, new RandomStream(seed, (ulong)tree, StreamPurpose.ForestTree));
            if (VarianceShares.Of(data, leaves) is double[] shares)
                fractions.Add(shares);
        }

        ParameterWeight[] weights = [
            .. space.Parameters.Select((parameter, i) => Weight(parameter.Name, [.. fractions.Select(shares => shares[i])]))
        ];
        double sum = weights.Sum(weight => weight.Explained);
        return [
            .. weights.Select(
                weight => weight with { Importance = sum > 0 ? weight.Explained / sum : 0 }).OrderByDescending(weight => weight.Explained)
        ];
    }

    private static ParameterWeight Weight(string name, double[] shares)
    {
        if (shares.Length == 0)
            return new ParameterWeight(name, 0, 0, 0);
        double mean = shares.Average();
        return new ParameterWeight(name, 0, mean, Math.Sqrt(shares.Average(share => (share - mean) * (share - mean))));
    }

    // The cost grows with n log n; beyond some thousands the weights no longer change.
    private static int[] Sample(int[] indexes, ulong seed)
    {
        if (indexes.Length <= MaxTrials)
            return indexes;
        var random = new RandomStream(seed, (ulong)indexes.Length, StreamPurpose.ImportancePoints);
        for (int i = 0; i < MaxTrials; i++)
        {
            int other = i + random.NextInt(indexes.Length - i);
            (indexes[i], indexes[other]) = (indexes[other], indexes[i]);
        }

        return [.. indexes[..MaxTrials].Order()];
    }
}
