using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Programs;

/// <summary>The outcome of a trial that a program evaluated.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Metrics">The last value of each metric that the study keeps.</param>
/// <param name="Reason">Why it failed; empty unless it did.</param>
internal sealed record ProgramOutcome(TrialState State, IReadOnlyDictionary<string, double> Metrics, string Reason)
{
    /// <summary>One that failed.</summary>
    public static ProgramOutcome Failed(string reason) => new(TrialState.Failed, new Dictionary<string, double>(), reason);
}
