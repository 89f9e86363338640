using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

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
