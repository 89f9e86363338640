using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>The trials of a stage by columns, as the page draws them.</summary>
internal sealed class TrialColumns
{
    private const double LargestExact = 1L << 53;

    private readonly RowSchema schema;
    private readonly RowSample sample;
    private readonly NumberColumn trials;
    private readonly NumberColumn scores;
    private readonly NumberColumn steps;
    private readonly NumberColumn?[] numericValues;
    private readonly TextColumn?[] textValues;
    private readonly NumberColumn[] numbers;
    private readonly TextColumn failures;
    private readonly char[] states;
    private long seen;

    /// <summary>Prepares the columns.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="schema">The columns of the rows.</param>
    /// <param name="total">How many rows will come.</param>
    /// <param name="cells">How many cells are held at most.</param>
    public TrialColumns(StudySpec spec, RowSchema schema, long total, long cells)
    {
        this.schema = schema;
        sample = RowSample.Of(total, schema.Parameters.Count + schema.Numbers.Count + 3, cells);
        int most = sample.Most;
        (trials, scores, steps, failures) = (new NumberColumn(most), new NumberColumn(most), new NumberColumn(most), new TextColumn(most));
        states = new char[most];
        numericValues = new NumberColumn?[schema.Parameters.Count];
        textValues = new TextColumn?[schema.Parameters.Count];
        for (int i = 0; i < numericValues.Length; i++)
        {
            if (schema.Parameters[i].Type is RowColumnType.Integer or RowColumnType.Float && PageSpace.IsExact(spec, i, LargestExact))
                numericValues[i] = new NumberColumn(most);
            else
                textValues[i] = new TextColumn(most);
        }

        numbers = new NumberColumn[schema.Numbers.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = new NumberColumn(most);
    }

    /// <summary>Whether trials are left out.</summary>
    public bool IsSampled => sample.Every > 1;

    /// <summary>Takes rows over, those that the sample holds. They come best first.</summary>
    public void Add(RowBlock block)
    {
        for (int row = 0; row < block.Count; row++, seen++)
        {
            if (trials.Count < states.Length && sample.Holds(seen, block.Trial(row)))
                Add(block, row);
        }
    }

    /// <summary>Writes the columns as an object; <c>of</c>, <c>best</c> and <c>every</c> say which trials they hold.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("count"u8, trials.Count);
        json.WriteNumber("of"u8, sample.Total);
        json.WriteNumber("best"u8, sample.Best);
        json.WriteNumber("every"u8, sample.Every);
        Write(json, "trial", trials);
        json.WriteString("state"u8, states.AsSpan(0, trials.Count));
        Write(json, "score", scores);
        Write(json, "step", steps);
        json.WriteStartArray("parameters"u8);
        for (int i = 0; i < numericValues.Length; i++)
        {
            if (numericValues[i] is { } column)
                column.WriteTo(json);
            else
                textValues[i]!.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("numbers"u8);
        for (int i = 0; i < numbers.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, schema.Numbers[i]);
            Write(json, "values", numbers[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!failures.IsEmpty)
        {
            json.WritePropertyName("failure"u8);
            failures.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, NumberColumn column)
    {
        json.WritePropertyName(name);
        column.WriteTo(json);
    }

    private void Add(RowBlock block, int row)
    {
        states[trials.Count] = (char)('0' + (int)block.State(row));
        trials.Add(block.Trial(row));
        scores.Add(block.Score(row));
        steps.Add(block.State(row) == TrialOutcome.Pruned ? block.Step(row) : double.NaN);
        for (int i = 0; i < numericValues.Length; i++)
        {
            bool has = block.TryGetValue(row, i, out ParameterValue value);
            if (numericValues[i] is { } column)
                column.Add(has && value.IsNumber ? value.AsDouble() : double.NaN);
            else
                textValues[i]!.Add(has ? PageSpace.JsonOf(value) : null);
        }

        ReadOnlySpan<double> cells = block.Numbers(row);
        for (int i = 0; i < numbers.Length; i++)
            numbers[i].Add(cells[i]);
        failures.Add(block.Failure(row));
    }
}
