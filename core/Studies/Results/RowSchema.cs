namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The columns of typed rows, and where they stand in a row.</summary>
/// <remarks>
/// Every row has a trial's number, how it ended, the step at which a pruner stopped it, its ranking score and why it failed. Its
/// parameters and its numbers, which are the scores and metrics of each scenario, follow from the study.
/// </remarks>
public sealed class RowSchema
{
    internal const int TrialAt = 0, ScoreAt = 8, FailureAt = 16, StepAt = 24, StateAt = 28, KindsAt = 29;

    /// <summary>Columns as given.</summary>
    /// <param name="parameters">The parameters, in the order of the study file.</param>
    /// <param name="numbers">The names of the scores and metrics, scenario by scenario.</param>
    /// <param name="isFinal">Whether these are the rows of a last stage that ranks what an earlier one kept.</param>
    /// <param name="hasOwnScore">Whether the ranking score is a column of tables; otherwise it is the first of the numbers.</param>
    /// <param name="names">The parameters' names, where trials share an array of them already.</param>
    internal RowSchema(
        IReadOnlyList<RowColumn> parameters, IReadOnlyList<string> numbers, bool isFinal, bool hasOwnScore, string[]? names = null)
    {
        (Parameters, Numbers, IsFinal, HasOwnScore) = (parameters, numbers, isFinal, hasOwnScore);
        Names = names ?? Array.ConvertAll([.. parameters], parameter => parameter.Name);
        ValuesAt = (KindsAt + parameters.Count + 7) & ~7;
        NumbersAt = ValuesAt + (8 * parameters.Count);
        RowLength = NumbersAt + (8 * numbers.Count);
    }

    /// <summary>The parameters, in the order of the study file.</summary>
    public IReadOnlyList<RowColumn> Parameters { get; }

    /// <summary>The names of the scores and metrics, scenario by scenario.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>
    /// Whether these are the rows of a last stage that ranks what an earlier one kept; tables then show ranks, and no failures.
    /// </summary>
    public bool IsFinal { get; }

    /// <summary>Whether the ranking score is a column of tables; otherwise it is the first of <see cref="Numbers"/>.</summary>
    public bool HasOwnScore { get; }

    /// <summary>The parameters' names; all trials without inactive parameters share this array.</summary>
    internal string[] Names { get; }

    internal int ValuesAt { get; }

    internal int NumbersAt { get; }

    /// <summary>The bytes of a row, a multiple of 8.</summary>
    internal int RowLength { get; }

    /// <summary>The columns of a stage.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="stage">The stage, from 1.</param>
    /// <param name="metrics">The objective's metrics that its rows have.</param>
    public static RowSchema Of(StudySpec spec, int stage, IReadOnlyList<string> metrics)
    {
        IReadOnlyList<string> scenarios = spec.Stages[stage - 1].Scenarios;
        bool plain = !spec.Objective.HasScenarios && scenarios.Count == 1;
        var numbers = new string[scenarios.Count * (metrics.Count + 1)];
        int next = 0;
        foreach (string scenario in scenarios)
        {
            numbers[next++] = plain ? "score" : $"score_{scenario}";
            foreach (string metric in metrics)
                numbers[next++] = plain ? metric : ColumnOf(metric, scenario, spec.Objective.HasSymbols);
        }

        var parameters = new RowColumn[spec.Space.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = RowColumn.Of(spec.Space.Parameters[i]);
        return new RowSchema(parameters, numbers, stage > 1, scenarios.Count > 1 || (stage > 1 && !plain), spec.Space.Names);
    }

    // trades:EURUSD under B becomes trades_B_EURUSD.
    private static string ColumnOf(string metric, string scenario, bool hasSymbols)
    {
        int colon = hasSymbols ? metric.IndexOf(':', StringComparison.Ordinal) : -1;
        return colon < 0 ? $"{metric}_{scenario}" : $"{metric[..colon]}_{scenario}_{metric[(colon + 1)..]}";
    }
}
