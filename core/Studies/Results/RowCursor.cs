using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>A place in the rows of a chunk.</summary>
internal sealed class RowCursor(RowFileReader chunk, Goal goal)
{
    /// <summary>The rows around the place.</summary>
    public RowBlock Block { get; } = new(chunk.Schema);

    /// <summary>The place among them.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>The rank of the row at the place.</summary>
    public RowRank Rank => new(goal.ToLoss(Block.Score(Row)), Block.Trial(Row));

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Move()
    {
        if (++Row < Block.Count)
            return true;
        Row = 0;
        return chunk.Read(Block);
    }
}
