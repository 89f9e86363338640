using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers.CmaEs;

/// <summary>
/// CMA-ES over the numeric parameters, computed from the history: any full generation of finished trials, in the order of their
/// numbers, updates the distribution. Stepped parameters keep a deviation that leaves their cell now and then (after CMA-ES with
/// margin, Hamano et al., 2022); categories are drawn by how often the better halves of recent generations had them, mixed with
/// the prior. A run that converges is followed by another from elsewhere: with twice the population (IPOP, Auger and Hansen,
/// 2005), or alternating with small local runs so that both get about the same number of trials (BIPOP, Hansen, 2009). Trials with
/// several objectives are ranked by non-domination and crowding.
/// </summary>
internal sealed class CmaEsSampler(int population, double sigma, string restart) : SamplerBase
{
    /// <summary>
    /// The number from which on this search goes on where other samplers made the trials before; 0 where it learns from all.
    /// </summary>
    public long TakesOverAt { get; init; }

    /// <summary>Which trials from <see cref="TakesOverAt"/> on are this search's; it learns from no others.</summary>
    public Func<long, bool> IsOwn { get; init; } = static number => true;

    public static SamplerInfo Info { get; } = new(
        "cmaes",
        ["cma-es"],
        "Covariance matrix adaptation: an evolution strategy for numeric parameters and larger budgets.",
        [
            Setting.Integer("population", 0, "Trials per generation; 0 for 4 + ⌊3 ln n⌋.", min: 0, max: 10_000),
            Setting.Number("sigma0", 1.0 / 6, "The initial standard deviation, as a share of each range.", min: 1e-6, max: 1),
            Setting.Choice("restart", "bipop", "What follows when a run has converged.", "bipop", "ipop", "none"),
        ],
        values => new CmaEsSampler(values.Integer("population"), values.Number("sigma0"), values.Text("restart"))) { OneMetricOnly = true };

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        $"cmaes: covariance matrix adaptation{(restart == "none" ? string.Empty : $" with {restart} restarts")}.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        CmaRuns runs = situation.Cache.Get<CmaRuns>();
        runs.Sync(situation.Log, situation.Request.Seed, population, sigma, restart, TakesOverAt, IsOwn);
        RandomStream random = situation.Random();
        if (runs.Numbers.Length == 0)
            return situation.Space.Sample(ref random);
        Encoding encoding = situation.Log.Encoding;
        double[] drawn = runs.Current.Draw(ref random);
        var codes = new double[encoding.Axes.Length];
        for (int k = 0; k < drawn.Length; k++)
            codes[runs.Numbers[k]] = Reflect(Widen(encoding.Axes[runs.Numbers[k]], runs.Current, k, drawn[k]));
        for (int i = 0; i < codes.Length; i++)
        {
            if (encoding.Axes[i].Kind == AxisKind.Category)
                codes[i] = runs.DrawChoice(i, random.NextDouble());
        }

        return encoding.Decode(codes);
    }

    // Keeps at least a chance of 1/(n λ) to leave the mean's cell.
    private static double Widen(Axis axis, CmaState run, int coordinate, double value)
    {
        if (axis.Kind != AxisKind.Stepped)
            return value;
        (double low, double high) = axis.Cell(axis.Decode(run.Mean[coordinate]));
        double least = 0.5 * (high - low) / PortableMath.NormalQuantile(1 - (0.5 / (run.Mean.Length * run.Population)));
        double deviation = run.Deviation(coordinate);
        return deviation >= least ? value : run.Mean[coordinate] + ((value - run.Mean[coordinate]) * least / deviation);
    }

    // Reflects at the ends of the unit interval.
    private static double Reflect(double value)
    {
        double period = value - (2 * Math.Floor(0.5 * value));
        return period > 1 ? 2 - period : period;
    }
}
