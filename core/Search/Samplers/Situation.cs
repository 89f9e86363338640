using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

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
    public RandomStream Random(StreamPurpose purpose = StreamPurpose.Default) =>
        new(Request.Seed, (ulong)Number, (StreamPurpose)(((ulong)purpose << 16) + (ulong)Attempt));

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
