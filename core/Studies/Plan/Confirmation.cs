using ServerlessTuner.Core.Backtesting;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The second stage of a study: what the search found best is evaluated again, under more scenarios.</summary>
/// <param name="Keep">How many trials go on to it.</param>
/// <param name="Scenarios">The scenarios, one or more.</param>
/// <param name="Batch">How many trials are evaluated together, 1 or more: many where they share most of the work.</param>
public sealed record Confirmation(KeepRule Keep, IReadOnlyList<string> Scenarios, int Batch = 1)
{
    // Backtests share signals, exits and the walk through the data; a kill costs no more than a batch.
    private const int BacktestBatch = 32;

    /// <summary>The confirmation of a study, or null where the search is all.</summary>
    public static Confirmation? Of(StudySpec spec) =>
        spec.Stages.Count > 1 ? new Confirmation(
            spec.Stages[0].Keep, spec.Stages[1].Scenarios, spec.Objective is BacktestSpec ? BacktestBatch : 1) : null;

    /// <summary>The pieces of work of one candidate.</summary>
    public IEnumerable<EvaluateCandidate> Of(long trial) => Scenarios.Select(scenario => new EvaluateCandidate(2, trial, scenario));
}
