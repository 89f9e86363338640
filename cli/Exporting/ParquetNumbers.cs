using Parquet;
using Parquet.Schema;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>A column of numbers or booleans, each of which may be missing.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="find">Finds the value of a row with a rank, from 1.</param>
internal sealed class ParquetNumbers<T>(string name, Func<TrialRow, long, T?> find) : ParquetColumn(new DataField<T?>(name))
    where T : struct
{
    /// <inheritdoc/>
    public override async Task WriteAsync(ParquetRowGroupWriter group, TrialRow[] rows, long before, CancellationToken cancellation)
    {
        var values = new T?[rows.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = find(rows[i], before + i + 1);
        await group.WriteAsync<T>(Field, values, cancellationToken: cancellation);
    }
}
