using Parquet;
using Parquet.Schema;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>
/// Apache Parquet: trial, rank, state and score, then a column per parameter with its type, one per score and metric, and failure.
/// What a trial has no value of is null.
/// </summary>
/// <remarks>Nothing of the library may be named outside this class, so that it is loaded for this format alone.</remarks>
internal sealed class ParquetExport : ITrialExport
{
    // Rows are gathered by column, so that this many are held in memory at once.
    private const int GroupRows = 65_536;

    /// <inheritdoc/>
    public async Task WriteAsync(TrialTable trials, Stream stream, CancellationToken cancellation)
    {
        List<ParquetColumn> columns = Columns(trials.Schema);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(columns.Select(column => column.Field)), stream, cancellationToken: cancellation);
        long rank = 0;
        foreach (TrialRow[] rows in trials.Rows().Chunk(GroupRows))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (ParquetColumn column in columns)
                await column.WriteAsync(group, rows, rank, cancellation);
            rank += rows.Length;
        }
    }

    private static List<ParquetColumn> Columns(RowSchema schema)
    {
        // A metric may have the name of a parameter.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        string Free(string name)
        {
            string free = name;
            for (int i = 2; !taken.Add(free); i++)
                free = $"{name}_{i}";
            return free;
        }

        var columns = new List<ParquetColumn>
        {
            new ParquetNumbers<long>(Free("trial"), (row, _) => row.Trial),
            new ParquetNumbers<long>(Free("rank"), (_, rank) => rank),
            new ParquetTexts(Free("state"), row => row.State.Name()),
            new ParquetNumbers<double>(Free("score"), (row, _) => Finite(row.Score)),
        };
        foreach (RowColumn parameter in schema.Parameters)
            columns.Add(ParameterColumn(Free(parameter.Name), parameter));
        int first = schema.HasOwnScore ? 0 : 1;
        for (int i = first; i < schema.Numbers.Count; i++)
        {
            int place = i;
            columns.Add(new ParquetNumbers<double>(Free(schema.Numbers[i]), (row, _) => Finite(row.Numbers[place])));
        }

        columns.Add(new ParquetTexts(Free("failure"), row => row.Failure));
        return columns;
    }

    private static ParquetColumn ParameterColumn(string name, RowColumn parameter) => parameter.Type switch
    {
        RowColumnType.Integer => new ParquetNumbers<long>(
            name, (row, _) => row.Values.TryGet(parameter.Name, out ParameterValue value) ? value.AsInteger() : null),
        RowColumnType.Float => new ParquetNumbers<double>(
            name, (row, _) => row.Values.TryGet(parameter.Name, out ParameterValue value) ? value.AsDouble() : null),
        RowColumnType.Boolean => new ParquetNumbers<bool>(
            name, (row, _) => row.Values.TryGet(parameter.Name, out ParameterValue value) ? value.AsBoolean() : null),
        _ => new ParquetTexts(
            name,
            row => row.Values.TryGet(parameter.Name, out ParameterValue value)
                && value.Kind != ParameterKind.Null ? value.ToString() : null),
    };

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
