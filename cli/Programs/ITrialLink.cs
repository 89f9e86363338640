namespace ServerlessTuner.Cli.Programs;

/// <summary>Where the reports of one trial go: to the study beside, or to a service.</summary>
internal interface ITrialLink
{
    /// <summary>Passes a report on.</summary>
    /// <param name="step">The step, higher than all before.</param>
    /// <param name="metrics">The metrics by name; NaN for one that is no number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the trial is to be stopped.</returns>
    Task<bool> ReportAsync(int step, IReadOnlyDictionary<string, double> metrics, CancellationToken cancellation);
}
