using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>A trial as the result files have it.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="State">How it ended.</param>
/// <param name="Values">Its values.</param>
/// <param name="Metrics">
/// Its scores and metrics that are finite numbers: by name under the first scenario of the first stage, and by column, as in
/// <c>sharpe_C</c>, where the last stage has several scenarios.
/// </param>
/// <param name="Failure">Why it did not run to its end, or null.</param>
public sealed record PublishedTrial(
    long Trial, TrialOutcome State, ParameterSet Values, IReadOnlyDictionary<string, double> Metrics, string? Failure)
{
    /// <summary>Finds a trial; null where there is none of that number.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="artifacts">Its artifacts.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidInputException">The results are damaged.</exception>
    public static async Task<PublishedTrial?> FindAsync(
        StudySpec spec, IArtifactStore artifacts, long trial, CancellationToken cancellation)
    {
        using TrialTable? first = await TrialTable.OpenAsync(artifacts, spec, 1, cancellation);
        if (first?.Rows().FirstOrDefault(row => row.Trial == trial) is not { } found)
            return null;
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        string suffix = $"_{spec.Stages[0].Scenarios[0]}";
        Add(first.Schema, found, column => column.EndsWith(suffix, StringComparison.Ordinal) ? column[..^suffix.Length] : column);
        if (spec.Stages[^1].Scenarios.Count > 1)
        {
            using TrialTable? last = await TrialTable.OpenAsync(artifacts, spec, spec.Stages.Count, cancellation);
            if (last?.Rows().FirstOrDefault(row => row.Trial == trial) is { } row)
                Add(last.Schema, row, static column => column);
        }

        return new PublishedTrial(trial, found.State, found.Values, metrics, found.Failure);

        void Add(RowSchema schema, TrialRow row, Func<string, string> nameOf)
        {
            for (int i = 0; i < schema.Numbers.Count; i++)
            {
                if (double.IsFinite(row.Numbers[i]))
                    metrics[nameOf(schema.Numbers[i])] = row.Numbers[i];
            }
        }
    }
}
