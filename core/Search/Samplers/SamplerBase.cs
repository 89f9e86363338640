namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>What is known when one trial is proposed.</summary>
internal sealed class Situation(ProposalRequest request, SamplerCache cache, TrialLog log)
{
    private readonly HashSet<ParameterSet> taken = [.. request.Pending];

    public ProposalRequest Request { get; } = request;

    public SamplerCache Cache { get; } = cache;

    public TrialLog Log { get; } = log;

    public SearchSpace Space => Request.Space;

    /// <summary>Trials under way: those of the request, then those proposed so far in this batch.</summary>
    public List<ParameterSet> Pending { get; } = [.. request.Pending];

    /// <summary>The number that the trial will get.</summary>
    public long Number { get; private set; } = request.FirstTrial;

    /// <summary>0 at first, then counts the proposals that were repeats.</summary>
    public int Attempt { get; set; }

    /// <summary>The random numbers of this trial and attempt.</summary>
    public RandomStream Random(ulong purpose = 0) => new(Request.Seed, (ulong)Number, (purpose << 16) + (ulong)Attempt);

    /// <summary>Whether a point was neither tried nor is under way, or repeats are welcome.</summary>
    public bool IsNew(ParameterSet point) => Request.AllowRepeats || (!Log.Contains(point) && !taken.Contains(point));

    /// <summary>How many different points were tried or are under way.</summary>
    public int UsedCount
    {
        get
        {
            int used = Log.SeenCount;
            foreach (ParameterSet point in taken)
                used += Log.Contains(point) ? 0 : 1;
            return used;
        }
    }

    public void Take(ParameterSet point)
    {
        Pending.Add(point);
        taken.Add(point);
        Number++;
        Attempt = 0;
    }
}

/// <summary>The frame of all samplers: one proposal at a time, in the space, within the constraints, and new.</summary>
internal abstract class SamplerBase : ISampler
{
    /// <summary>How often a sampler is asked again after a repeat before unseen points are looked for blindly.</summary>
    private const int Retries = 4;

    private const int BlindDraws = 64;

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
        for (int i = 0; i < BlindDraws; i++)
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
