using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Typed rows as CSV: the tables that people read.</summary>
internal static class RowCsv
{
    /// <summary>Appends the line of names.</summary>
    public static void AppendHeader(CsvText text, RowSchema schema, bool ranks)
    {
        text.Raw(ranks ? "rank,trial"u8 : "trial"u8);
        foreach (string name in schema.Names)
            text.Comma().Text(name);
        if (schema.HasOwnScore)
            text.Raw(",score"u8);
        foreach (string name in schema.Numbers)
            text.Comma().Text(name);
        text.Raw(schema.IsFinal ? "\n"u8 : ",failure\n"u8);
    }

    /// <summary>Appends the lines of all rows of a block.</summary>
    /// <param name="text">Gets the lines.</param>
    /// <param name="block">The rows.</param>
    /// <param name="rank">The rank of the first row, or null for lines without ranks.</param>
    public static void AppendRows(CsvText text, RowBlock block, long? rank)
    {
        for (int row = 0; row < block.Count; row++)
        {
            if (rank is long first)
                text.Number(first + row).Comma();
            AppendRow(text, block, row);
        }
    }

    /// <summary>Appends values, one column per parameter of the space; inactive ones stay empty.</summary>
    public static void AppendValues(CsvText text, SearchSpace space, ParameterSet values)
    {
        foreach (string name in space.Names)
        {
            text.Comma();
            if (values.TryGet(name, out ParameterValue value))
                text.Value(value);
        }
    }

    /// <summary>What tables and answers say of a trial that did not run to its end, or null.</summary>
    public static string? ReasonOf(TrialOutcome state, int step, string? failure) =>
        state == TrialOutcome.Pruned ? $"stopped at step {step} by the pruner" : failure;

    private static void AppendRow(CsvText text, RowBlock block, int row)
    {
        RowSchema schema = block.Schema;
        text.Number(block.Trial(row));
        for (int i = 0; i < schema.Names.Length; i++)
        {
            text.Comma();
            if (block.TryGetValue(row, i, out ParameterValue value))
                text.Value(value);
        }

        if (schema.HasOwnScore)
            text.Comma().Number(block.Score(row));
        text.Numbers(block.Numbers(row));
        if (!schema.IsFinal)
        {
            text.Comma();
            if (ReasonOf(block.State(row), block.Step(row), block.Failure(row)) is string reason)
                text.Text(reason);
        }

        text.EndLine();
    }
}
