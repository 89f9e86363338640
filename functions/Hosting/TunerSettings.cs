using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Functions.Hosting;

/// <summary>What an operator may set, as application settings <c>Tuner__Name</c>.</summary>
public sealed record TunerSettings
{
    /// <summary>
    /// How long a chunk should take, in seconds. Shorter ones spend more on messages, longer ones repeat more after a fault. The default is
    /// 10.
    /// </summary>
    public double ChunkSeconds { get; init; } = 10;

    /// <summary>
    /// A trial that trains is kept after a step, to go on there on another host, where at least so many seconds went into it since it was
    /// kept last. The default is 0.5: keeping it takes a few hundredths.
    /// </summary>
    public double CheckpointSeconds { get; init; } = 0.5;

    /// <summary>The fewest trials in a chunk, 1 or more. The default is 16.</summary>
    public int SmallestChunk { get; init; } = 16;

    /// <summary>The most trials in a chunk: their rows are held in memory. The default is 250,000.</summary>
    public int LargestChunk { get; init; } = 250_000;

    /// <summary>
    /// The time before the first retry of a failed activity, in seconds; each further one waits twice as long. The default is 2.
    /// </summary>
    public double RetrySeconds { get; init; } = 2;

    /// <summary>
    /// How long after trials were offered to agents they are looked at for outcomes of which no event told, in seconds; each further
    /// look waits twice as long, up to an hour. The default is 300.
    /// </summary>
    public double RecheckSeconds { get; init; } = 300;

    /// <summary>
    /// After how many activities and events the orchestration of a search in batches continues as new: a longer history is read more
    /// slowly at every step, a shorter one is begun more often. The default is 400.
    /// </summary>
    public int LongestHistory { get; init; } = 400;

    /// <summary>Megabytes of market data kept in memory. The default is 512, for hosts with 2 GB.</summary>
    public int CacheMegabytes { get; init; } = (int)(BarCache.DefaultLimit >> 20);

    /// <summary>The container with market data; paths in study files are blob names in it. The default is <c>tuner-data</c>.</summary>
    public string DataContainer { get; init; } = "tuner-data";

    /// <summary>The container with uploads and with the artifacts of all studies. The default is <c>tuner-studies</c>.</summary>
    public string StudyContainer { get; init; } = "tuner-studies";

    /// <summary>The table of studies. The default is <c>studies</c>.</summary>
    public string StudyTable { get; init; } = "studies";

    /// <summary>The table of trials. The default is <c>trials</c>.</summary>
    public string TrialTable { get; init; } = "trials";

    /// <summary>The table of registered models. The default is <c>models</c>.</summary>
    public string ModelTable { get; init; } = "models";

    /// <summary>What requests may ask for, as <c>Tuner__Limits__Name</c>.</summary>
    public ServiceLimits Limits { get; init; } = new();
}
