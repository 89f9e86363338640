using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>The table that was published with the trials.</summary>
internal sealed class CsvExport : ITrialExport
{
    /// <inheritdoc/>
    public Task WriteAsync(TrialTable trials, Stream stream, CancellationToken cancellation)
    {
        trials.WriteCsv(stream, cancellation);
        return Task.CompletedTask;
    }
}
