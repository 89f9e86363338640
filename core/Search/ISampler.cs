namespace ServerlessTuner.Core.Search;

/// <summary>How a trial ended.</summary>
public enum TrialOutcome
{
    /// <summary>It ran to its end and has a loss for every objective.</summary>
    Complete,

    /// <summary>A pruner stopped it; its last report says how well it did until then.</summary>
    Pruned,

    /// <summary>It threw, or its value was NaN or infinite.</summary>
    Failed,
}

/// <summary>A reported intermediate loss.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">The value as a loss: smaller is better. NaN where the report was NaN.</param>
public readonly record struct StepLoss(int Step, double Loss);

/// <summary>A trial that has ended, as samplers see it.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Values">Its values; members and order are those of the search space.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Losses">One loss per objective, smaller is better (<see cref="Studies.GoalExtensions.ToLoss"/>); empty unless complete.</param>
/// <param name="Steps">Intermediate losses of the first objective by ascending step; empty where none were reported.</param>
public sealed record FinishedTrial(long Number, ParameterSet Values, TrialOutcome Outcome, IReadOnlyList<double> Losses, IReadOnlyList<StepLoss> Steps)
{
    /// <summary>A complete trial with one objective.</summary>
    public FinishedTrial(long number, ParameterSet values, double loss)
        : this(number, values, double.IsFinite(loss) ? TrialOutcome.Complete : TrialOutcome.Failed, [loss], [])
    {
    }
}

/// <summary>What a sampler is asked: the next trials of a study.</summary>
public sealed record ProposalRequest
{
    /// <summary>What may be searched.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Trials that have ended, by ascending number; failed ones too.</summary>
    public required IReadOnlyList<FinishedTrial> History { get; init; }

    /// <summary>Trials that have been proposed and have not ended, in the order of their numbers.</summary>
    public IReadOnlyList<ParameterSet> Pending { get; init; } = [];

    /// <summary>The study's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The number that the first proposal will get as a trial; with <see cref="Seed"/> the only source of randomness.</summary>
    public required long FirstTrial { get; init; }

    /// <summary>How many trials are wanted.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many objectives there are.</summary>
    public int Objectives { get; init; } = 1;

    /// <summary>How many trials the study will have in all, or null where that is not known.</summary>
    public long? Budget { get; init; }

    /// <summary>Whether values that were tried before may be proposed again, as for noisy objectives.</summary>
    public bool AllowRepeats { get; init; }
}

/// <summary>Proposes trials.</summary>
/// <remarks>
/// A pure function of the request: the same request gives the same proposals on every machine and in every process, because a
/// resumed study asks again. What a cache holds may make an answer faster, never different. Proposals lie in the space, meet its
/// constraints, and, unless <see cref="ProposalRequest.AllowRepeats"/>, repeat neither each other nor a trial in the history or
/// pending, as long as unseen values remain; when none remain, fewer are returned than were wanted. May be called from
/// several threads with different caches.
/// </remarks>
public interface ISampler
{
    /// <summary>
    /// All trials of a search that does not learn from results, or null where the sampler does, or where it must look at the
    /// history to avoid repeats. Lets chunks of trials be evaluated anywhere.
    /// </summary>
    /// <exception cref="InvalidInputException">The sampler cannot search this space: a grid over a continuum.</exception>
    ITrialSource? Source(SearchSpace space, ulong seed);

    /// <summary>Proposes the next trials.</summary>
    /// <param name="request">What is known and wanted.</param>
    /// <param name="cache">Kept by the caller between calls of one study, or new each time.</param>
    /// <returns>At most as many as wanted; fewer only when the space is used up.</returns>
    /// <exception cref="InvalidInputException">The sampler cannot search this space, or no point meets the constraints.</exception>
    IReadOnlyList<ParameterSet> Propose(ProposalRequest request, SamplerCache cache);

    /// <summary>What the sampler does in this study and why, one sentence for people.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="budget">How many trials there will be, or null.</param>
    /// <param name="objectives">How many objectives there are.</param>
    string Explain(SearchSpace space, long? budget, int objectives);
}

/// <summary>Trials known by their number, each in constant time and without state.</summary>
public interface ITrialSource
{
    /// <summary>How many trials there are, or null for no end.</summary>
    long? Count { get; }

    /// <summary>The trial with the given number, from 0.</summary>
    ParameterSet At(long number);
}

/// <summary>What a sampler keeps between calls to be faster. Belongs to one study; not for several threads at once.</summary>
public sealed class SamplerCache
{
    private readonly Dictionary<Type, object> entries = [];

    /// <summary>The entry of a type, made on first use.</summary>
    internal T Get<T>()
        where T : class, new()
    {
        if (!entries.TryGetValue(typeof(T), out object? entry))
            entries[typeof(T)] = entry = new T();
        return (T)entry;
    }
}
