namespace ServerlessTuner.Cli.Running;

/// <summary>What a user asks of a study beyond running it to its end.</summary>
public sealed record RunWishes
{
    /// <summary>How many trials to add where the study is finished; one that is not finished is continued first.</summary>
    public long? AddTrials { get; init; }

    /// <summary>Trials to run again in place.</summary>
    public IReadOnlyList<long> Rerun { get; init; } = [];

    /// <summary>Whether all failed trials are run again in place.</summary>
    public bool RerunFailed { get; init; }

    /// <summary>After how many trials the user wants to hear of progress, where that was asked for: chunks are no larger.</summary>
    public long? ReportEvery { get; init; }
}
