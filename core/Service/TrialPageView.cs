namespace ServerlessTuner.Core.Service;

/// <summary>One page of a stage's trials.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Sort">What they are sorted by.</param>
/// <param name="Top">Rows per page.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Pages">How many pages there are.</param>
/// <param name="Total">How many trials of the stage are on record.</param>
/// <param name="Trials">The rows.</param>
public sealed record TrialPageView(
    string Study, int Stage, string Sort, int Top, int Page, int Pages, int Total, IReadOnlyList<TrialView> Trials);
