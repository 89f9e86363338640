using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Finds the study's metrics in published rows: what is ranked, before the low-trade rule, under the first scenario.</summary>
public sealed class MetricColumns
{
    private readonly TrialScorer[] scorers;
    private readonly double[] row;
    private readonly int count;

    /// <summary>Binds the study's metrics to the columns.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="schema">The columns of its first stage.</param>
    public MetricColumns(StudySpec spec, RowSchema schema)
    {
        IReadOnlyList<string> scenarios = spec.Stages[0].Scenarios;
        count = (schema.Numbers.Count / scenarios.Count) - 1;
        bool plain = !spec.Objective.HasScenarios && scenarios.Count == 1;
        List<string> names = [.. schema.Numbers.Skip(1).Take(count).Select(column => plain ? column : NameOf(column, $"_{scenarios[0]}"))];
        // Rows may leave out the metrics of single symbols that an expression speaks of; those stay NaN.
        if (spec.Objective.HasSymbols)
            names.AddRange(
                [
                    .. names.ToArray().Where(name => !name.Contains(':')).SelectMany(
                        name => spec.Data.Select(data => $"{name}:{data.Symbol}")).Except(names)
                ]);
        row = new double[names.Count];
        Array.Fill(row, double.NaN);
        scorers = [.. spec.Metrics.Select((_, metric) => new TrialScorer(spec, names, scenarios, metric))];
    }

    /// <summary>The metrics of a row, one per metric of the study; NaN where there is none.</summary>
    /// <param name="numbers">The row's numbers.</param>
    public IReadOnlyList<double> Of(IReadOnlyList<double> numbers)
    {
        for (int i = 0; i < count; i++)
            row[i] = numbers[i + 1];
        return Array.ConvertAll(scorers, scorer => scorer.Value(row));
    }

    // trades_B is trades, trades_B_EURUSD is trades:EURUSD.
    private static string NameOf(string column, string suffix)
    {
        if (column.EndsWith(suffix, StringComparison.Ordinal))
            return column[..^suffix.Length];
        int at = column.IndexOf(suffix + "_", StringComparison.Ordinal);
        return at < 0 ? column : $"{column[..at]}:{column[(at + suffix.Length + 1)..]}";
    }
}
