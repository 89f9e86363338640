using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// The published trials of a stage, best first: what answers, exports and commands about a finished study are made of. Can be read once.
/// </summary>
public sealed class TrialTable : IDisposable
{
    private readonly RowFileReader file;
    private readonly RowBlock block;

    private TrialTable(RowFileReader file) => (this.file, block) = (file, new RowBlock(file.Schema));

    /// <summary>The columns.</summary>
    public RowSchema Schema => file.Schema;

    /// <summary>How many trials there are.</summary>
    public long Count => file.Count;

    /// <summary>Opens the trials of a stage, or returns null where they are not published.</summary>
    /// <param name="artifacts">The study's artifacts.</param>
    /// <param name="spec">The study.</param>
    /// <param name="stage">The stage, from 1; the first has all trials.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="InvalidInputException">The file is damaged; the same comes from reading on.</exception>
    public static async Task<TrialTable?> OpenAsync(IArtifactStore artifacts, StudySpec spec, int stage, CancellationToken cancellation) =>
        await RowFile.OpenStageAsync(artifacts, spec, stage, cancellation) is RowFileReader file ? new TrialTable(file) : null;

    /// <summary>Reads the trials one by one.</summary>
    public IEnumerable<TrialRow> Rows()
    {
        while (file.Read(block))
        {
            for (int row = 0; row < block.Count; row++)
            {
                string? reason = RowCsv.ReasonOf(block.State(row), block.Step(row), block.Failure(row));
                yield return new TrialRow(
                    block.Trial(row), block.State(row), block.Score(row), ValuesOf(row), block.Numbers(row).ToArray(), reason);
            }
        }
    }

    /// <summary>Writes the trials as CSV, to the byte as the table that was published with them.</summary>
    public void WriteCsv(Stream stream, CancellationToken cancellation)
    {
        var csv = new RowCsvWriter(stream, Schema, ranks: Schema.IsFinal);
        RowBlock? next = null;
        while (file.Read(next ??= new RowBlock(Schema)))
        {
            cancellation.ThrowIfCancellationRequested();
            next = csv.Write(next);
        }

        csv.End();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private ParameterSet ValuesOf(int row)
    {
        string[] all = Schema.Names;
        var names = new string[all.Length];
        var values = new ParameterValue[all.Length];
        int count = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (block.TryGetValue(row, i, out ParameterValue value))
                (names[count], values[count++]) = (all[i], value);
        }

        return count == all.Length ? new ParameterSet(all, values) : new ParameterSet(names[..count], values[..count]);
    }
}
