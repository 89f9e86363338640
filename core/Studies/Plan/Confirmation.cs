namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The second stage of a study: what the search found best is evaluated again, under more scenarios.</summary>
/// <param name="Keep">How many trials go on to it.</param>
/// <param name="Scenarios">The scenarios, one or more.</param>
public sealed record Confirmation(KeepRule Keep, IReadOnlyList<string> Scenarios)
{
    /// <summary>The confirmation of a study, or null where the search is all.</summary>
    public static Confirmation? Of(StudySpec spec) =>
        spec.Stages.Count > 1 ? new Confirmation(spec.Stages[0].Keep, spec.Stages[1].Scenarios) : null;

    /// <summary>The pieces of work of one candidate.</summary>
    public IEnumerable<EvaluateCandidate> Of(long trial) => Scenarios.Select(scenario => new EvaluateCandidate(2, trial, scenario));
}
