using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>The frame of all samplers: one proposal at a time, in the space, within the constraints, and new.</summary>
internal abstract class SamplerBase : ISampler
{
    /// <summary>How often a sampler is asked again after a repeat before unseen points are looked for blindly.</summary>
    private const int Retries = 4;

    /// <summary>How often the prior is drawn from in search of an unseen point, where all points can be counted and where not.</summary>
    private const int BlindDraws = 64, UncountedDraws = 4096;

    public virtual ITrialSource? Source(SearchSpace space, ulong seed) => null;

    public abstract string Explain(SearchSpace space, long? budget, int objectives);

    public IReadOnlyList<ParameterSet> Propose(ProposalRequest request, SamplerCache cache)
    {
        TrialLog log = cache.Get<TrialLog>();
        log.Update(request);
        var situation = new Situation(request, cache, log);
        var proposals = new List<ParameterSet>(request.Count);
        while (proposals.Count < request.Count && Next(situation) is ParameterSet point)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            proposals.Add(point);
            situation.Take(point);
        }

        return proposals;
    }

    /// <summary>Suggests one point. Need not be new or admitted: the frame asks again, with the next attempt.</summary>
    protected internal abstract ParameterSet? Suggest(Situation situation);

    protected virtual ParameterSet? Next(Situation situation)
    {
        long? size = situation.Request.AllowRepeats ? null : situation.Space.KnownSize;
        if (size is long points && situation.UsedCount >= points)
            return null;
        situation.Request.Cancellation.ThrowIfCancellationRequested();
        for (situation.Attempt = 0; situation.Attempt <= Retries; situation.Attempt++)
        {
            if (Suggest(situation) is ParameterSet point && situation.IsNew(point) && situation.Space.Admits(point))
                return point;
        }

        return Unseen(situation, size);
    }

    /// <summary>Any point that is new: from the prior, and when most are used up by walking a permutation of all.</summary>
    protected static ParameterSet? Unseen(Situation situation, long? size)
    {
        RandomStream random = situation.Random(StreamPurpose.Replacement);
        for (int i = 0; i < (size is null ? UncountedDraws : BlindDraws); i++)
        {
            ParameterSet point = situation.Space.Sample(ref random);
            if (situation.IsNew(point))
                return point;
        }

        if (size is not long points)
            return null;
        var permutation = new Permutation(points, RandomStream.Mix(situation.Request.Seed));
        long start = situation.Number % points;
        for (long i = 0; i < points; i++)
        {
            situation.Request.Cancellation.ThrowIfCancellationRequested();
            ParameterSet point = situation.Space.GridPoint(permutation[(start + i) % points]);
            if (situation.IsNew(point))
                return point;
        }

        return null;
    }
}
