using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The rows of a chunk while it is evaluated, and sorted for its artifact, so that publishing is a merge.</summary>
internal sealed class TrialRows(RowSchema schema)
{
    private readonly RowBlock rows = new(schema);
    private readonly RowBlock block = new(schema);
    private int[] order = [];

    /// <summary>How many rows there are.</summary>
    public int Count => rows.Count;

    /// <summary>How many failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many have no value to be ranked by.</summary>
    public int Undefined { get; private set; }

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear()
    {
        rows.Clear();
        (Failed, Undefined) = (0, 0);
    }

    /// <summary>Adds a row; they come by ascending trial number.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="score">Its ranking score; NaN where it has none.</param>
    /// <param name="values">Its values.</param>
    /// <param name="reason">Why it has no score, or null.</param>
    /// <returns>The row's scores and metrics, to be filled.</returns>
    public Span<double> Add(long trial, TrialOutcome state, double score, ParameterSet values, string? reason)
    {
        Failed += state == TrialOutcome.Failed ? 1 : 0;
        Undefined += state == TrialOutcome.Undefined ? 1 : 0;
        return rows.Add(trial, state, 0, score, values, reason);
    }

    /// <summary>Sorts the rows, best first, ties in the order in which they were added: by trial number.</summary>
    public void Sort(Goal goal)
    {
        order = new int[Count];
        var losses = new double[Count];
        for (int i = 0; i < order.Length; i++)
            (order[i], losses[i]) = (i, goal.ToLoss(rows.Score(i)));
        // By plain numbers, because a comparison of two rows would be called many million times; that leaves ties in any order.
        Array.Sort(losses, order);
        for (int first = 0, end; first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && losses[end] == losses[first];)
                end++;
            if (end - first > 1)
                Array.Sort(order, first, end - first);
        }
    }

    /// <summary>The best rows after <see cref="Sort"/>, best first.</summary>
    public RankedTrial[] Best(int count)
    {
        var best = new RankedTrial[Math.Min(count, Count)];
        for (int i = 0; i < best.Length; i++)
            best[i] = new RankedTrial(rows.Trial(order[i]), rows.Score(order[i]));
        return best;
    }

    /// <summary>Writes the rows as a file, in the order of <see cref="Sort"/>.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        var writer = new RowFileWriter(stream, schema, Count);
        for (int first = 0; first < Count; first += RowFile.ChunkBlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            block.Clear();
            for (int i = first; i < Math.Min(Count, first + RowFile.ChunkBlockRows); i++)
                block.Copy(rows, order[i]);
            writer.Write(block);
        }

        writer.End();
        return Task.CompletedTask;
    }
}
