namespace ServerlessTuner.Core.Service;

/// <summary>What a service accepts.</summary>
public sealed record ServiceLimits
{
    /// <summary>Bytes of a study request. The default is 1 MiB.</summary>
    public long BodyBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one uploaded data file. The default is 1 GiB.</summary>
    public long DataBytes { get; init; } = 1 << 30;

    /// <summary>Bytes of all uploaded data files together. The default is 64 GiB.</summary>
    public long DataTotalBytes { get; init; } = 64L << 30;

    /// <summary>How often a trial is given to an agent: when the last lease ends as well, the trial fails. The default is 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Trials of a study. The default is 10¹⁰.</summary>
    public long Trials { get; init; } = 10_000_000_000;

    /// <summary>Studies that wait for their turn. The default is 100.</summary>
    public int Queued { get; init; } = 100;

    /// <summary>Rows of one page of trials. The default is 1,000.</summary>
    public int PageRows { get; init; } = 1000;
}
