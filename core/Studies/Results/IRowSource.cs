namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Gives the rows of a stage, best first, in little memory however many there are.</summary>
internal interface IRowSource
{
    /// <summary>How many rows there are in all.</summary>
    long Count { get; }

    /// <summary>
    /// Fills a block with the next rows, with all that are left or <see cref="RowFile.BlockRows"/>; false when there are no more.
    /// </summary>
    bool Read(RowBlock block);
}
