using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers.CmaEs;
using ServerlessTuner.Core.Search.Samplers.Tpe;

namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>
/// Chooses by space, budget and objectives: NSGA-II for several objectives; for one, <see cref="BayesEngine"/> for the first 400
/// trials. From then on a model of the whole space would grow slow without learning much more: of every eight trials five are
/// CMA-ES's, started where the trials before were good, two are steps in the trust region, whose model sees the trials nearby
/// only, and one is TPE's. More than 40 parameters are searched by TPE and CMA-ES in turn from the start.
/// </summary>
internal sealed class AutoSampler : SamplerBase
{
    private const int ModelTrials = (int)TrustRegions.RestartsFrom, ModelParameters = 40;

    private readonly NsgaSampler several = new(population: 30);
    private readonly BayesEngine model = new();
    private readonly TpeSampler densities = new();
    private readonly CmaEsSampler evolution = new(population: 0, sigma: 1.0 / 6, restart: "bipop");
    private readonly CmaEsSampler lateEvolution = new(population: 0, sigma: 1.0 / 6, restart: "bipop")
    {
        TakesOverAt = ModelTrials, IsOwn = IsEvolution
    };

    public static SamplerInfo Info { get; } = new(
        "auto", ["bayes"], "Chooses among the others by space, budget and objectives, and says which; for most studies the "
            + "best.", [], _ => new AutoSampler());

    public override string Explain(SearchSpace space, long? budget, int objectives)
    {
        if (objectives > 1)
            return $"auto: nsga2, because there are {objectives} objectives.";
        if (Dimensions(space) > ModelParameters)
            return $"auto: tpe and cmaes in turn, because {Dimensions(space)} parameters are many for a Gaussian process.";
        return budget is null or > ModelTrials
            ? $"auto: Gaussian processes for the first {ModelTrials} trials, then cmaes, trust regions and tpe in turn, because many "
                + $"trials make a Gaussian process of the whole space slow."
            : $"auto: Gaussian processes on the whole space and in trust regions, because {ReadableNumber.Count(budget.Value, "trial")} of "
                + $"{ReadableNumber.Count(Dimensions(space), "parameter")} {(budget == 1 ? "is" : "are")} few.";
    }

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        if (situation.Request.Objectives > 1)
            return several.Suggest(situation);
        // Counted by number, so that a batch stays with what it began with.
        bool few = Dimensions(situation.Space) <= ModelParameters;
        if (few && situation.Number < ModelTrials)
            return model.Suggest(situation);
        bool numeric = situation.Log.Encoding.Axes.Any(axis => axis.Kind is AxisKind.Continuous or AxisKind.Stepped);
        if (!few)
            return situation.Number % 2 == 0 && numeric ? evolution.Suggest(situation) : densities.Suggest(situation);
        if (numeric && IsEvolution(situation.Number))
            return lateEvolution.Suggest(situation);
        return situation.Number % 8 is 1 or 5 ? model.Suggest(situation) : densities.Suggest(situation);
    }

    private static bool IsEvolution(long number) => number % 8 is 0 or 2 or 3 or 4 or 6;

    private static int Dimensions(SearchSpace space) => space.Parameters.Count(parameter => parameter.Distribution.Count != 1);
}
