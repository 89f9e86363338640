using ServerlessTuner.Cli.Client;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Programs;

/// <summary>Passes the reports of a trial on to a service.</summary>
internal sealed class RemoteLink(ServiceClient client, AskedTrialView trial) : ITrialLink
{
    /// <summary>Metrics as they are sent: null for one that is no number.</summary>
    public static IReadOnlyDictionary<string, double?> Values(IReadOnlyDictionary<string, double> metrics) =>
        metrics.ToDictionary(metric => metric.Key, metric => double.IsFinite(metric.Value) ? metric.Value : (double?)null);

    /// <inheritdoc/>
    public async Task<bool> ReportAsync(int step, IReadOnlyDictionary<string, double> metrics, CancellationToken cancellation) =>
        (await client.ReportAsync(trial, new ReportRequest(step, Values(metrics), null, trial.Attempt), cancellation)).Stop;
}
