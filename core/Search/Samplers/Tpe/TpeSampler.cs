using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>
/// Tree-structured Parzen estimator (Bergstra et al., 2011; multivariate as in Falkner et al., 2018): models the good trials and
/// the rest by kernel densities and proposes, of a few draws from the good, the one with the highest ratio. Rules and defaults
/// are those of Optuna 5's TPESampler: the best min(⌈0.1 n⌉, 25) trials are good; bandwidths and weights as in
/// <see cref="Bandwidths"/>; pruned trials rank behind complete ones, by the step they reached and the value there; trials under
/// way count among the rest (constant liar). Conditional parameters are modelled in groups that are active together.
/// Differs from Optuna: the first trials are quasi-random; failed trials count among the rest, so that a region where all fail is
/// left; the narrowest bandwidth of good trials is half of Optuna's; a list of numbers counts as ordered; several objectives are
/// split by non-domination and crowding.
/// </summary>
internal sealed class TpeSampler(int startup = 10, int candidates = 24, bool multivariate = true, bool constantLiar = true) : SamplerBase
{
    public static SamplerInfo Info { get; } = new(
        "tpe",
        [],
        "Tree-structured Parzen estimator: densities of good and other trials; Optuna's default.",
        [
            Setting.Integer("n_startup_trials", 10, "How many quasi-random trials come before the model is used.", min: 1, max: 1_000_000),
            Setting.Integer("n_ei_candidates", 24, "How many draws from the good trials compete for each proposal.", min: 1, max: 10_000),
            Setting.Boolean("multivariate", true, "Whether parameters are modelled together; otherwise each by itself."),
            Setting.Boolean("constant_liar", true, "Whether trials under way count as bad, so that a batch spreads out."),
        ],
        values => new TpeSampler(
            values.Integer(
                "n_startup_trials"), values.Integer("n_ei_candidates"), values.Boolean("multivariate"), values.Boolean("constant_liar")));

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"tpe: {(multivariate ? "multivariate" : "univariate")} tree-structured Parzen estimator after {startup} quasi-random trials.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        TpeState state = situation.Cache.Get<TpeState>();
        state.Sync(situation, constantLiar);
        RandomStream random = situation.Random();
        if (state.Finished < startup)
            return SobolSampler.Point(situation.Cache.Get<SobolSampler.Sequences>().For(situation), situation.Space, situation.Number);
        if (state.Groups.Count == 1 && multivariate)
            return SuggestTogether(situation, state, ref random);
        var codes = new double[situation.Space.Parameters.Count];
        foreach (TpeGroup group in state.Groups)
        {
            if (group.Depth > 0 && !IsActive(situation, group, codes))
                continue;
            GoodMixture good = group.Good(state.Best);
            if (multivariate)
                DrawBest(group, good, codes, ref random);
            else
                DrawBestEach(group, good, codes, ref random);
        }

        return state.Log.Encoding.Decode(codes);
    }

    // All candidates, the best first, until one is new and meets the constraints.
    private ParameterSet? SuggestTogether(Situation situation, TpeState state, ref RandomStream random)
    {
        TpeGroup group = state.Groups[0];
        GoodMixture good = group.Good(state.Best);
        (double[] scores, double[][] draws) = Draw(group, good, ref random);
        var order = new int[draws.Length];
        for (int i = 0; i < order.Length; i++)
            (order[i], scores[i]) = (i, -scores[i]);
        Array.Sort(scores, order);
        var codes = new double[situation.Space.Parameters.Count];
        foreach (int i in order)
        {
            for (int d = 0; d < group.Axes.Length; d++)
                codes[group.Axes[d].Index] = draws[i][d];
            ParameterSet point = state.Log.Encoding.Decode(codes);
            if (situation.IsNew(point) && situation.Space.Admits(point))
                return point;
        }

        return null;
    }

    private void DrawBest(TpeGroup group, GoodMixture good, double[] codes, ref RandomStream random)
    {
        (double[] scores, double[][] draws) = Draw(group, good, ref random);
        double[] best = draws[Highest(scores)];
        for (int d = 0; d < best.Length; d++)
            codes[group.Axes[d].Index] = best[d];
    }

    private (double[] Scores, double[][] Draws) Draw(TpeGroup group, GoodMixture good, ref RandomStream random)
    {
        var draws = new double[candidates][];
        for (int i = 0; i < candidates; i++)
        {
            draws[i] = new double[group.Axes.Length];
            int kernel = good.Draw(ref random);
            for (int d = 0; d < draws[i].Length; d++)
                draws[i][d] = good.Draw(d, kernel, ref random);
        }

        return (Score(group, good, draws, only: -1), draws);
    }

    private static double[] Score(TpeGroup group, GoodMixture good, double[][] draws, int only)
    {
        double[] scores = new double[draws.Length], rest = new double[draws.Length];
        good.LogDensities(draws, only, scores);
        group.Rest.LogDensities(draws, only, rest);
        for (int i = 0; i < scores.Length; i++)
            scores[i] -= rest[i];
        return scores;
    }

    private void DrawBestEach(TpeGroup group, GoodMixture good, double[] codes, ref RandomStream random)
    {
        var draws = new double[candidates][];
        for (int i = 0; i < candidates; i++)
            draws[i] = new double[group.Axes.Length];
        for (int d = 0; d < group.Axes.Length; d++)
        {
            for (int i = 0; i < candidates; i++)
                draws[i][d] = good.Draw(d, good.Draw(ref random), ref random);
            codes[group.Axes[d].Index] = draws[Highest(Score(group, good, draws, d))][d];
        }
    }

    private static int Highest(double[] scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        return best;
    }

    private static bool IsActive(Situation situation, TpeGroup group, double[] codes) =>
        situation.Log.Encoding.Decode(codes).TryGet(situation.Space.Names[group.Axes[0].Index], out _);
}
