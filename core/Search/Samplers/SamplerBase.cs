namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>What is known when one trial is proposed.</summary>
internal sealed class Situation
{
    private readonly HashSet<ParameterSet> taken;

    public Situation(ProposalRequest request, SamplerCache cache, TrialLog log)
    {
        (Request, Cache, Log, Number) = (request, cache, log, request.FirstTrial);
        (taken, Pending) = ([.. request.Pending], [.. request.Pending]);
        UsedCount = log.SeenCount;
        foreach (ParameterSet point in taken)
            UsedCount += log.Contains(point) ? 0 : 1;
    }

    public ProposalRequest Request { get; }

    public SamplerCache Cache { get; }

    public TrialLog Log { get; }

    public SearchSpace Space => Request.Space;

    /// <summary>Trials under way: those of the request, then those proposed so far in this batch.</summary>
    public List<ParameterSet> Pending { get; }

    /// <summary>The number that the trial will get.</summary>
    public long Number { get; private set; }

    /// <summary>0 at first, then counts the proposals that were repeats.</summary>
    public int Attempt { get; set; }

    /// <summary>The random numbers of this trial and attempt.</summary>
    public RandomStream Random(ulong purpose = 0) => new(Request.Seed, (ulong)Number, (purpose << 16) + (ulong)Attempt);

    /// <summary>Whether a point was neither tried nor is under way, or repeats are welcome.</summary>
    public bool IsNew(ParameterSet point) => Request.AllowRepeats || IsUnused(point);

    /// <summary>Whether a point was neither tried nor is under way.</summary>
    public bool IsUnused(ParameterSet point) => !Log.Contains(point) && !taken.Contains(point);

    /// <summary>How many different points were tried or are under way.</summary>
    public int UsedCount { get; private set; }

    /// <summary>Where a walk through a finite space goes on within this batch: what lies before it is used.</summary>
    public long Walked { get; set; }

    public void Take(ParameterSet point)
    {
        Pending.Add(point);
        if (taken.Add(point) && !Log.Contains(point))
            UsedCount++;
        Number++;
        Attempt = 0;
    }
}

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
        RandomStream random = situation.Random(purpose: 0xB11D);
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
            ParameterSet point = situation.Space.GridPoint(permutation[(start + i) % points]);
            if (situation.IsNew(point))
                return point;
        }

        return null;
    }
}
