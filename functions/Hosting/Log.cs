using Microsoft.Extensions.Logging;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Functions.Hosting;

/// <summary>All log messages; each carries the study's id as <c>Study</c>.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Study {Study} is prepared: {Trials} trials in chunks of {ChunkSize}")]
    public static partial void Prepared(ILogger log, string study, long trials, int chunkSize);

    [LoggerMessage(2, LogLevel.Debug, "Study {Study}: {Item} took {Seconds} s")]
    public static partial void Worked(ILogger log, string study, string item, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Study {Study} is {Status}. {Reason}")]
    public static partial void Ended(ILogger log, string study, StudyStatus status, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Study {Study}: what was finished cannot be shown")]
    public static partial void Unfolded(ILogger log, string study, Exception fault);

    [LoggerMessage(5, LogLevel.Warning, "Study {Study}: {What}")]
    public static partial void Mended(ILogger log, string study, string what);
}
