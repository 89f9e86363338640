namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>Metrics of a batch of trials under one scenario: one row per trial, one column per metric.</summary>
/// <remarks>Rows are written by one thread each; different rows may be written at once.</remarks>
public sealed class MetricTable
{
    private readonly double[] values;
    private readonly string?[] failures;
    private readonly double[]?[] stepValues;

    /// <summary>An empty table: all metrics NaN, no failures.</summary>
    public MetricTable(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        values = new double[rows * columns];
        Array.Fill(values, double.NaN);
        failures = new string?[rows];
        stepValues = new double[]?[rows];
    }

    /// <summary>How many trials.</summary>
    public int Rows { get; }

    /// <summary>How many metrics.</summary>
    public int Columns { get; }

    /// <summary>The metrics of one trial, after the last step that was run.</summary>
    public Span<double> Row(int row) => values.AsSpan(row * Columns, Columns);

    /// <summary>The metrics after each step, flattened (steps × columns); null where the objective has one step.</summary>
    public double[]? StepMetrics(int row) => stepValues[row];

    /// <summary>Sets the metrics after each step (steps × columns).</summary>
    public void SetStepMetrics(int row, double[] metrics) => stepValues[row] = metrics;

    /// <summary>Why the trial failed, or null.</summary>
    public string? Failure(int row) => failures[row];

    /// <summary>Marks a trial as failed, with a reason for people.</summary>
    public void Fail(int row, string reason) => failures[row] = reason;
}
