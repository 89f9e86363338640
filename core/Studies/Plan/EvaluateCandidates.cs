using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// Evaluate several candidates under one scenario of a later stage, together: what they share is computed once, as in a chunk.
/// </summary>
/// <param name="Stage">The stage's number, from 2.</param>
/// <param name="Trials">The trials' numbers, best first.</param>
/// <param name="Scenario">The scenario's name.</param>
public sealed record EvaluateCandidates(int Stage, IReadOnlyList<long> Trials, string Scenario)
    : WorkItem($"stage{Stage}-{Trials[0]:D12}-{Fingerprint(Trials):x16}-{Scenario}")
{
    /// <summary>The same work, one piece per candidate.</summary>
    public IEnumerable<EvaluateCandidate> Each => Trials.Select(trial => new EvaluateCandidate(Stage, trial, Scenario));

    // Tells batches apart that begin with the same trial.
    private static ulong Fingerprint(IReadOnlyList<long> trials) =>
        XxHash64.HashToUInt64(MemoryMarshal.AsBytes<long>(trials.ToArray()));
}
