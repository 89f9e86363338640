using ServerlessTuner.Cli.Programs;

namespace ServerlessTuner.Cli.Running;

/// <summary>What a user wants of a run beyond taking the study to its end.</summary>
public sealed record RunOptions
{
    /// <summary>How many trials to add where the study is finished; one that is not finished is continued first.</summary>
    public long? AddTrials { get; init; }

    /// <summary>Trials to run again in place.</summary>
    public IReadOnlyList<long> Rerun { get; init; } = [];

    /// <summary>Whether all failed trials are run again in place.</summary>
    public bool RerunFailed { get; init; }

    /// <summary>Progress is shown every so many trials, so that chunks are no larger; null where nobody asked.</summary>
    public long? ReportEvery { get; init; }

    /// <summary>Takes a full sentence for each thing that went wrong and was mended. Default: it goes to standard error.</summary>
    public Action<string> Tell { get; init; } = Console.Error.WriteLine;

    /// <summary>Where the programs of the study run; null where it has none, or nobody looked.</summary>
    internal ProgramSite? Site { get; init; }
}
