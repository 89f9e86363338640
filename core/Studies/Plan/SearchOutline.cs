using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// How a study searches. In chunks, where all trials are known beforehand and nothing can end the search early: they may be evaluated
/// anywhere and in any order. In batches otherwise, and where agents evaluate: each batch is proposed when the one before has ended.
/// </summary>
/// <param name="Source">All trials by number, of a search in chunks; otherwise null.</param>
/// <param name="Trials">How many trials there will be; null where only a rule such as a plateau ends the search.</param>
public sealed record SearchOutline(ITrialSource? Source, long? Trials)
{
    /// <summary>Whether trials are proposed in batches.</summary>
    public bool InBatches => Source is null;

    /// <summary>The outline of a study.</summary>
    /// <exception cref="InvalidInputException">The sampler cannot search the space, or nothing would ever end the search.</exception>
    public static SearchOutline Of(StudySpec spec)
    {
        ITrialSource? source = SamplerRegistry.Create(spec.Sampler).Source(spec.Space, spec.Seed);
        long? size = source?.Count ?? (spec.Repeats ? null : spec.Space.KnownSize);
        long? first = Least(Least(size, spec.Budget.Trials), spec.Budget.Evaluations / spec.Stages[0].Scenarios.Count);
        if (first is null && spec.Budget is { WallTime: null, Plateau: null } && !spec.Metrics.Any(metric => metric.Target is not null))
            throw new InvalidInputException(Place.Field("trials"), "Nothing ends this study.", "Give 'trials', or --trials.");
        if (source is not null && !EndsEarly(spec))
            return new SearchOutline(source, first);
        return new SearchOutline(null, spec.Refine is RefineSpec refine ? first + (refine.Trials ?? first) : first);
    }

    private static bool EndsEarly(StudySpec spec) =>
        spec.Objective is ExternalSpec
        || spec.Pruner is not (null or { Name: "none" })
        || spec.Metrics.Count > 1
        || spec.Metrics[0].Target is not null
        || spec.Refine is not null
        || spec.Enqueued.Count > 0
        || spec.Budget is not { WallTime: null, Plateau: null, MaxFailures: null };

    private static long? Least(long? left, long? right) => left is null ? right : right is null ? left : Math.Min(left.Value, right.Value);
}
