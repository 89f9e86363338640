using Parquet;
using Parquet.Schema;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>A column of a Parquet file, and where its values are found.</summary>
internal abstract class ParquetColumn(DataField field)
{
    /// <summary>Its name and type.</summary>
    public DataField Field { get; } = field;

    /// <summary>Writes the values of some rows.</summary>
    /// <param name="group">Gets the values.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="before">How many rows stand before them.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, TrialRow[] rows, long before, CancellationToken cancellation);
}
