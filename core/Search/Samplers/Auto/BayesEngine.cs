using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers.Gp;

namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>
/// Bayesian optimisation for expensive objectives: quasi-random trials, then turns on the whole space and turns in trust regions
/// (<see cref="TrustRegions"/>). The model is the likeliest of eight Gaussian processes (<see cref="ModelChoice"/>); the choice
/// for the whole space is renewed whenever the history has grown by an eighth, on at most <see cref="FitRows"/> trials.
/// </summary>
internal sealed class BayesEngine : SamplerBase
{
    private const int MaxRows = 300, FitRows = 100, FitEvaluations = 25;

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        "bayes: Gaussian processes on the whole space and in trust regions.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        RandomStream random = situation.Random();
        Encoding encoding = situation.Log.Encoding;
        int startup = Math.Clamp(4 * encoding.Axes.Length, 6, 24);
        Observations observations = Observations.From(situation.Log, situation.Log.Trials.Count);
        if (situation.Number < startup || observations.Codes.Count < 3)
            return SobolSampler.Point(situation.Cache.Get<SobolSampler.Sequences>().For(situation), situation.Space, situation.Number);
        var features = new GpFeatures(encoding);
        double[][] rows = [.. observations.Codes.Select(codes => features.Of(codes))];
        var regions = TrustRegions.Of(
            [.. situation.Log.Trials.Select(trial => trial.Number)], observations.Codes, observations.Losses, startup);
        Turn turn = regions.TurnOf(situation.Number, rows.Length);
        TrustRegion region = turn == Turn.Explore ? regions.Other : regions.Best;
        return turn is Turn.Global or Turn.Search
            ? Global(situation, features, observations, rows, turn == Turn.Search ? 10 * regions.Notable : 0, ref random)
            : Local(situation, features, observations, rows, region, ref random);
    }

    private static ParameterSet? Global(
        Situation situation, GpFeatures features, Observations observations, double[][] rows, double margin, ref RandomStream random)
    {
        int[] kept = GpSampler.Subset(observations.Losses, MaxRows);
        Choice choice = situation.Cache.Get<Choice>();
        int scheduled = Schedule(rows.Length);
        Encoding encoding = situation.Log.Encoding;
        if (!choice.IsFor(situation.Log, scheduled))
        {
            // What was imputed for failed trials then, not now: a choice must not depend on when it was made.
            List<double> prefix = Observations.From(situation.Log, scheduled).Losses;
            if (prefix.Count == 0)
                return situation.Space.Sample(ref random);
            int[] fit = GpSampler.Subset(prefix, FitRows);
            (choice.Kind, choice.Settings, _) = ModelChoice.Rank(
                new GpPoints(
                    [.. fit.Select(i => rows[i])],
                    features.ScaleOf,
                    features.Scales), [.. fit.Select(i => prefix[i])], ModelChoice.All, FitEvaluations)[0];
            (choice.Encoding, choice.Trials) = (encoding, [.. situation.Log.Trials.Take(scheduled)]);
        }

        LossScale scale = LossScale.Fit([.. kept.Select(i => observations.Losses[i])], choice.Kind.Logarithmic);
        Surrogate? surrogate = Surrogate.Condition(
            features, [.. kept.Select(i => rows[i])], [
                .. kept.Select(i => scale.Apply(observations.Losses[i]))
            ], Pending(situation, features), choice.Settings,
            margin: margin * PortableMath.Exp(scale.LogSlope(observations.Losses.Min())));
        if (surrogate is null)
            return situation.Space.Sample(ref random);
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(i => observations.Losses[i])];
        var search = new AcquisitionSearch(situation, features, new Improvement(surrogate));
        search.Draw(ref random, free: 300, [.. order.Take(5).Select(i => observations.Codes[i])], near: 200);
        search.Sweep(ref random, [.. order.Take(2).Select(i => observations.Codes[i])], choice.Kind.Sums ? 16 : 6);
        return search.Best(starts: 4, evaluations: 40);
    }

    private static ParameterSet? Local(
        Situation situation, GpFeatures features, Observations observations, double[][] rows, TrustRegion region, ref RandomStream random)
    {
        double[] centre = rows[region.Centre];
        int wanted = Math.Min(rows.Length, 20 + (6 * features.Count));
        IEnumerable<int> byDistance = Enumerable.Range(0, rows.Length).OrderBy(i => Square(rows[i], centre));
        // After a restart the region is wide again, and hundreds of polishing steps would say the same of its middle.
        if (situation.Number >= TrustRegions.RestartsFrom)
            byDistance = Thin(byDistance, rows, 0.05 * region.Radius, region.Centre);
        int[] near = [.. byDistance.Take(wanted).Order()];
        double[][] nearRows = [.. near.Select(i => rows[i])];
        double[] losses = [.. near.Select(i => observations.Losses[i])];
        (ModelKind kind, GpSettings settings) = situation.Cache.Get<LocalFits>().For(
            situation.Log, region.Centre, () =>
                ModelChoice.Rank(
                    new GpPoints(nearRows, features.ScaleOf, features.Scales), losses, ModelChoice.All[..4], FitEvaluations)[0]);
        LossScale scale = LossScale.Fit(losses, kind.Logarithmic);
        Surrogate? surrogate = Surrogate.Condition(
            features,
            nearRows,
            [.. losses.Select(scale.Apply)],
            Pending(situation, features),
            settings,
            targetRow: Array.IndexOf(near, region.Centre));
        if (surrogate is null)
            return situation.Space.Sample(ref random);
        var search = new AcquisitionSearch(situation, features, new Improvement(surrogate))
        {
            Box = (observations.Codes[region.Centre], region.Radius)
        };
        search.Draw(ref random, free: 0, [observations.Codes[region.Centre]], near: 200);
        return search.Best(starts: 4, evaluations: 60);
    }

    // Leaves points out that are closer than a distance to one before; the centre stays.
    private static IEnumerable<int> Thin(IEnumerable<int> order, double[][] rows, double distance, int centre)
    {
        List<int> kept = [centre];
        yield return centre;
        foreach (int i in order)
        {
            if (i == centre || kept.Exists(other => Square(rows[i], rows[other]) < distance * distance))
                continue;
            kept.Add(i);
            yield return i;
        }
    }

    private static double Square(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }

    private static double[][] Pending(Situation situation, GpFeatures features) =>
        [.. situation.Pending.Select(point => features.Of(situation.Log.Encoding.Encode(point)))];

    private static int Schedule(int rows)
    {
        int scheduled = 3;
        while (scheduled + Math.Max(2, scheduled / 8) <= rows)
            scheduled += Math.Max(2, scheduled / 8);
        return scheduled;
    }

    private sealed class Choice
    {
        /// <summary>The trials that the choice was made on; late results of earlier trials can change them.</summary>
        public FinishedTrial[] Trials { get; set; } = [];

        public Encoding? Encoding { get; set; }

        public ModelKind Kind { get; set; } = ModelChoice.All[0];

        public GpSettings Settings { get; set; } = null!;

        public bool IsFor(TrialLog log, int count)
        {
            if (Trials.Length != count || !ReferenceEquals(Encoding, log.Encoding))
                return false;
            for (int i = 0; i < count; i++)
            {
                if (!ReferenceEquals(Trials[i], log.Trials[i]))
                    return false;
            }

            return true;
        }
    }

    // All proposals of a batch around the same centre use the same model.
    private sealed class LocalFits
    {
        private readonly Dictionary<int, (ModelKind Kind, GpSettings Settings)> fits = [];
        private int version = -1;

        public (ModelKind Kind, GpSettings Settings) For(
            TrialLog log, int centre, Func<(ModelKind Kind, GpSettings Settings, double Log)> fit)
        {
            if (version != log.Version)
                fits.Clear();
            version = log.Version;
            if (!fits.TryGetValue(centre, out (ModelKind Kind, GpSettings Settings) found))
            {
                (ModelKind kind, GpSettings settings, _) = fit();
                fits[centre] = found = (kind, settings);
            }

            return found;
        }
    }

    private sealed class Improvement(Surrogate surrogate) : IAcquisition
    {
        public double Value(ReadOnlySpan<double> features) => surrogate.LogImprovement(features);

        public double Value(ReadOnlySpan<double> features, Span<double> gradient) => surrogate.LogImprovement(features, gradient);
    }
}
