using Parquet;
using Parquet.Schema;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>A column of texts, each of which may be missing.</summary>
/// <param name="name">Its name.</param>
/// <param name="find">Finds the text of a row.</param>
internal sealed class ParquetTexts(string name, Func<TrialRow, string?> find) : ParquetColumn(new DataField<string>(name))
{
    /// <inheritdoc/>
    public override async Task WriteAsync(ParquetRowGroupWriter group, TrialRow[] rows, long before, CancellationToken cancellation) =>
        await group.WriteAsync(Field, Array.ConvertAll(rows, row => find(row)!));
}
