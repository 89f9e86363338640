using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Merges the sorted rows of chunks into one sequence, best first, ties by trial number. Holds a block of each chunk.</summary>
internal sealed class RowMerge : IRowSource, IDisposable
{
    private readonly PriorityQueue<RowCursor, RowRank> next;
    private readonly IReadOnlyList<RowFileReader> chunks;

    /// <summary>Begins before the first row.</summary>
    /// <param name="chunks">The chunks' rows; disposed of with the merge.</param>
    /// <param name="goal">Which way is better.</param>
    public RowMerge(IReadOnlyList<RowFileReader> chunks, Goal goal)
    {
        this.chunks = chunks;
        next = new PriorityQueue<RowCursor, RowRank>(chunks.Count, RowRank.BestFirst);
        foreach (RowFileReader chunk in chunks)
        {
            Count += chunk.Count;
            var cursor = new RowCursor(chunk, goal);
            if (cursor.Move())
                next.Enqueue(cursor, cursor.Rank);
        }
    }

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public bool Read(RowBlock block)
    {
        block.Clear();
        while (block.Count < RowFile.BlockRows && next.TryPeek(out RowCursor? best, out _))
        {
            block.Copy(best.Block, best.Row);
            if (best.Move())
                next.DequeueEnqueue(best, best.Rank);
            else
                next.Dequeue();
        }

        return block.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RowFileReader chunk in chunks)
            chunk.Dispose();
    }
}
