using System.IO.Hashing;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// The file format of typed rows: a header with the columns and the number of rows, then blocks of rows, each with a checksum.
/// </summary>
/// <remarks>
/// All numbers are little-endian. The header: eight bytes of magic; int32 version; int32 length of what follows up to the checksum;
/// int64 number of rows; a byte of flags (1 for a last stage, 2 for a score of its own); int32 number of parameters, each a byte
/// for its <see cref="RowColumnType"/> and its name; int32 number of score and metric columns, each its name; a checksum. A name is
/// an int32 length and so many bytes of UTF-8. A block: int32 number of rows; int32 length of its texts; the rows; the texts; a
/// checksum. A row: int64 trial; double ranking score; int64 place of the failure, −1 for none; int32 step at which a pruner
/// stopped the trial; a byte for how it ended (0 complete, 1 pruned, 2 failed); a byte per parameter for the kind of its value (0
/// for none, then null, boolean, integer, float, text, JSON); up to 7 zeros; eight bytes per parameter; a double per score and
/// metric. A place is the start of a text among its block's in the upper 32 bits and its length in the lower. A checksum is
/// XXH3 with 64 bits, seeded by the number of rows before the block; over texts, where there are any, seeded by that over the rows.
/// </remarks>
internal static class RowFile
{
    /// <summary>How many rows a block has at most.</summary>
    public const int BlockRows = 512;

    /// <summary>How many those of a chunk have: fewer, because a merge holds a block of each chunk in memory.</summary>
    public const int ChunkBlockRows = 256;

    /// <summary>The longest texts of a block.</summary>
    public const int MostTextBytes = 1 << 26;

    /// <summary>The longest header.</summary>
    public const int MostHeaderBytes = 1 << 24;

    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>What every file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "TUNEROWS"u8;

    /// <summary>The file that holds a stage's rows, beside the table with the same name.</summary>
    public static string NameOf(StudySpec spec, int stage) =>
        stage < spec.Stages.Count ? $"stage{stage}_results.rows" : "tuning_results.rows";

    /// <summary>The checksum of a block.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> rows, ReadOnlySpan<byte> texts, long rowsBefore)
    {
        ulong sum = XxHash3.HashToUInt64(rows, rowsBefore);
        return texts.Length == 0 ? sum : XxHash3.HashToUInt64(texts, (long)sum);
    }

    /// <summary>Opens the rows of a finished chunk.</summary>
    /// <exception cref="InvalidInputException">They are missing or damaged.</exception>
    public static async Task<RowFileReader> OpenChunkAsync(IArtifactStore artifacts, EvaluateChunk chunk, CancellationToken cancellation)
    {
        string remedy = $"Evaluate its trials again with 'tuner rerun DIR --trials {chunk.First}'; on a service, start the study again "
            + $"under another id.";
        Stream stream = await artifacts.OpenAsync(chunk.Artifact, cancellation)
            ?? throw new InvalidInputException(
                chunk.Artifact, $"The rows of the trials {chunk.First} to {chunk.First + chunk.Count - 1} are missing.", remedy);
        return Open(stream, chunk.Artifact, remedy, chunk.Count);
    }

    /// <summary>Opens the published rows of a stage, or returns null where there are none.</summary>
    /// <exception cref="InvalidInputException">They are damaged.</exception>
    public static async Task<RowFileReader?> OpenStageAsync(
        IArtifactStore artifacts, StudySpec spec, int stage, CancellationToken cancellation)
    {
        string name = NameOf(spec, stage);
        return await artifacts.OpenAsync(name, cancellation) is Stream stream
            ? Open(
                stream,
                name,
                "Write the results again with 'tuner resume DIR'; on a service, start the study again under another id.",
                null)
            : null;
    }

    private static RowFileReader Open(Stream stream, string name, string remedy, long? count)
    {
        try
        {
            return new RowFileReader(stream, name, remedy, count);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
