using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>Writes the trials of a finished study in one format.</summary>
internal interface ITrialExport
{
    /// <summary>Writes all trials, in their order.</summary>
    Task WriteAsync(TrialTable trials, Stream stream, CancellationToken cancellation);
}
