using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes the rows of a stage as typed rows and as the table with the same name, in one pass.</summary>
/// <param name="artifacts">Gets both files.</param>
/// <param name="name">Their name, with the ending <c>.rows</c>.</param>
/// <param name="schema">The columns.</param>
internal sealed class StageTable(IArtifactStore artifacts, string name, RowSchema schema)
{
    /// <summary>Writes both files; where that fails, neither is replaced by a part.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="visit">Sees every block on the way, or null.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public Task WriteAsync(IRowSource source, Action<RowBlock>? visit, CancellationToken cancellation) => artifacts.PutAsync(
        name,
        (rows, stop) => artifacts.PutAsync(
            Path.ChangeExtension(name, ".csv"),
            (table, halt) =>
            {
                Write(source, rows, table, visit, halt);
                return Task.CompletedTask;
            },
            stop),
        cancellation);

    // Synchronous on purpose: the streams are buffered, and so many awaited writes would cost more than they do.
    private void Write(IRowSource source, Stream rows, Stream table, Action<RowBlock>? visit, CancellationToken cancellation)
    {
        var file = new RowFileWriter(rows, schema, source.Count);
        var csv = new RowCsvWriter(table, schema, ranks: schema.IsFinal);
        RowBlock? block = null;
        while (source.Read(block ??= new RowBlock(schema)))
        {
            cancellation.ThrowIfCancellationRequested();
            visit?.Invoke(block);
            file.Write(block);
            block = csv.Write(block);
        }

        csv.End();
        file.End();
    }
}
