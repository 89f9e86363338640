namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What the trials of the first stage cost that were evaluated, over all threads, hosts and runs.</summary>
/// <param name="Trials">How many there were.</param>
/// <param name="Seconds">How long they took, added up.</param>
/// <param name="Bytes">What those allocated that were measured, added up.</param>
public readonly record struct TrialCost(long Trials, double Seconds, long Bytes)
{
    /// <summary>Seconds of work that a trial takes on the average; null before there is one.</summary>
    public double? SecondsPerTrial => Trials > 0 ? Seconds / Trials : null;

    /// <summary>Megabytes that a trial allocates on the average, more than it holds at once; null where that is not measured.</summary>
    public double? MegabytesPerTrial => Bytes > 0 ? Bytes / 1e6 / Trials : null;

    /// <summary>The cost with another result.</summary>
    internal TrialCost With(WorkResult result) => result switch
    {
        TrialResult => new(Trials + 1, Seconds + result.Seconds, Bytes + (result.Bytes ?? 0)),
        ChunkResult chunk => new(Trials + chunk.Count, Seconds + result.Seconds, Bytes + (result.Bytes ?? 0)),
        _ => this,
    };
}
