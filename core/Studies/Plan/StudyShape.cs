using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// The shape of a study, decided here and nowhere else: how it searches, and whether what the search finds is confirmed in a second
/// stage. Code that needs to know asks the shape, or lets its parts do what differs.
/// </summary>
/// <param name="Search">How it searches.</param>
/// <param name="Confirmation">The second stage, or null.</param>
public sealed record StudyShape(SearchMethod Search, Confirmation? Confirmation)
{
    /// <summary>How many of the best are known of a study with one stage, where nothing goes on.</summary>
    internal const int BestShown = 10;

    /// <summary>How many stages there are: 1 or 2.</summary>
    public int Stages => Confirmation is null ? 1 : 2;

    /// <summary>How many of the best trials of the search must be known; <see cref="int.MaxValue"/> for all.</summary>
    public int Best => Confirmation is null ? BestShown : Confirmation.Keep.Needed ?? int.MaxValue;

    /// <summary>The result file with a row for each trial of the search.</summary>
    public string SearchFile => SearchFileOf(Confirmation);

    /// <summary>The result file with a row for each trial of the search, of a study with or without a second stage.</summary>
    public static string SearchFileOf(Confirmation? confirmation) => confirmation is null ? "tuning_results.csv" : "stage1_results.csv";

    /// <summary>The shape of a study.</summary>
    /// <exception cref="InvalidInputException">The sampler cannot search the space, or nothing would ever end the search.</exception>
    public static StudyShape Of(StudySpec spec)
    {
        if (spec.Stages.Count > 2)
            throw new InvalidInputException(
                "stages", $"{spec.Stages.Count} stages were given, but at most 2 can be run.", "Remove the later ones.");
        return new StudyShape(MethodOf(spec), Confirmation.Of(spec));
    }

    private static SearchMethod MethodOf(StudySpec spec)
    {
        ITrialSource? source = SamplerRegistry.Create(spec.Sampler).Source(spec.Space, spec.Seed);
        long? size = source?.Count ?? (spec.Repeats ? null : spec.Space.KnownSize);
        long? first = Least(Least(size, spec.Budget.Trials), spec.Budget.Evaluations / spec.Stages[0].Scenarios.Count);
        if (first is null && spec.Budget is { WallTime: null, Plateau: null } && !spec.Metrics.Any(metric => metric.Target is not null))
            throw new InvalidInputException(Place.Field("trials"), "Nothing ends this study.", "Give 'trials', or --trials.");
        if (source is not null && !EndsEarly(spec))
            return new ChunkedMethod(source, first);
        return new BatchedMethod(spec.Refine is RefineSpec refine ? first + (refine.Trials ?? first) : first);
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
