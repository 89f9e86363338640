using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers.Auto;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Bayesian optimisation with a Gaussian process (Matérn 5/2, one length scale per parameter) and the log expected improvement.
/// Hyper-parameters are fitted afresh for each proposal, on at most 100 trials so that the cost stays flat; the process itself is
/// conditioned on up to <see cref="MaxRows"/>. Several objectives become one by the augmented Tchebycheff norm with weights that
/// change from trial to trial (Knowles, "ParEGO", 2006).
/// </summary>
internal sealed class GpSampler(int startup) : SamplerBase
{
    private const int MaxRows = 400, FitRows = 100;

    public static SamplerInfo Info { get; } = new(
        "gp",
        [],
        "Gaussian process with log expected improvement.",
        [Setting.Integer("n_startup_trials", 10, "How many quasi-random trials come before the model.", min: 2, max: 1_000_000)],
        values => new GpSampler(values.Integer("n_startup_trials"))) { OneMetricOnly = true };

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"gp: Gaussian process with log expected improvement after {startup} quasi-random trials.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        RandomStream random = situation.Random();
        Observations observations = Observations.From(
            situation.Log, situation.Log.Trials.Count, situation.Request.Objectives > 1 ? Scalarized(situation, ref random) : null);
        if (situation.Log.Trials.Count + situation.Pending.Count < startup || observations.Codes.Count < 2)
            return situation.Space.Sample(ref random);
        var features = new GpFeatures(situation.Log.Encoding);
        return Improve(situation, features, observations, ref random);
    }

    private static ParameterSet? Improve(Situation situation, GpFeatures features, Observations observations, ref RandomStream random)
    {
        int[] kept = Subset(observations.Losses, MaxRows);
        LossScale scale = LossScale.Fit([.. kept.Select(i => observations.Losses[i])], logarithmic: false);
        double[][] rows = [.. kept.Select(i => features.Of(observations.Codes[i]))];
        double[] losses = [.. kept.Select(i => scale.Apply(observations.Losses[i]))];
        GpSettings settings = situation.Request.Objectives > 1 ? Fit() : situation.Cache.Get<Fitted>().For(situation.Log, Fit);
        double[][] pending = [.. situation.Pending.Select(point => features.Of(situation.Log.Encoding.Encode(point)))];
        if (Surrogate.Condition(features, rows, losses, pending, settings) is not Surrogate surrogate)
            return situation.Space.Sample(ref random);
        var search = new AcquisitionSearch(situation, features, new Improvement(surrogate));
        int[] order = [.. Enumerable.Range(0, observations.Losses.Count).OrderBy(i => observations.Losses[i])];
        search.Draw(ref random, free: 400, [.. order.Take(5).Select(i => observations.Codes[i])], near: 200);
        return search.Best(starts: 4, evaluations: 40);

        GpSettings Fit()
        {
            int[] fitted = Subset(losses, FitRows);
            return GpFit.Fit(
                new GpPoints(
                    [.. fitted.Select(i => rows[i])],
                    features.ScaleOf,
                    features.Scales), Surrogate.Padded(
                        [.. fitted.Select(i => losses[i])]), GpShape.Matern52, sums: false, evaluations: 30).Settings;
        }
    }

    // Losses scaled to the unit interval by what was seen, with weights drawn evenly from the simplex.
    private static Func<IReadOnlyList<double>, double> Scalarized(Situation situation, ref RandomStream random)
    {
        const double Augmentation = 0.05;
        int objectives = situation.Request.Objectives;
        double[] weights = new double[objectives], low = new double[objectives], range = new double[objectives];
        for (int k = 0; k < objectives; k++)
        {
            weights[k] = -PortableMath.Log(random.NextOpen());
            double[] seen = [
                .. situation.Log.Trials.Where(
                    trial => trial.Outcome == TrialOutcome.Complete
                        && trial.Losses.Count >= objectives).Select(trial => trial.Losses[k]).Where(double.IsFinite)
            ];
            (low[k], range[k]) = seen.Length == 0 ? (0, 1) : (seen.Min(), seen.Max() > seen.Min() ? seen.Max() - seen.Min() : 1);
        }

        double total = weights.Sum();
        return losses =>
        {
            double most = 0, sum = 0;
            for (int k = 0; k < objectives; k++)
            {
                double weighted = weights[k] / total * (losses[k] - low[k]) / range[k];
                (most, sum) = (Math.Max(most, weighted), sum + weighted);
            }

            return most + (Augmentation * sum);
        };
    }

    // The better half of what is wanted by loss, the rest evenly over the others.
    internal static int[] Subset(IReadOnlyList<double> losses, int wanted)
    {
        int[] order = [.. Enumerable.Range(0, losses.Count).OrderBy(i => losses[i])];
        if (losses.Count <= wanted)
            return [.. order.Order()];
        int best = wanted / 2, others = wanted - best, left = losses.Count - best;
        return [.. order.Take(best).Concat(Enumerable.Range(0, others).Select(i => order[best + (int)((long)i * left / others)])).Order()];
    }

    // All proposals of a batch use the same hyper-parameters, unless each weighs objectives differently.
    private sealed class Fitted
    {
        private int version = -1;
        private GpSettings? settings;

        public GpSettings For(TrialLog log, Func<GpSettings> fit)
        {
            if (settings is null || version != log.Version)
                (settings, version) = (fit(), log.Version);
            return settings;
        }
    }

    private sealed class Improvement(Surrogate surrogate) : IAcquisition
    {
        public double Value(ReadOnlySpan<double> features) => surrogate.LogImprovement(features);

        public double Value(ReadOnlySpan<double> features, Span<double> gradient) => surrogate.LogImprovement(features, gradient);
    }
}
