using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Studies.Tests.Results;

public sealed class TrialRowsTests
{
    [Theory]
    [InlineData(Goal.Maximize, 0, 1)]
    [InlineData(Goal.Maximize, 1, 1)]
    [InlineData(Goal.Maximize, 200, 7)]
    [InlineData(Goal.Minimize, 1500, 640)]
    [InlineData(Goal.Minimize, 900, 1000)]
    public void Merge_AnyChunks_SortsAllRowsOnce(Goal goal, int trials, int chunk)
    {
        IReadOnlyList<TrialRow> rows = Rows.Make(trials, seed: trials);
        RowFileReader[] chunks = [.. rows.Chunk(chunk).Select(part => Rows.Open(Rows.Chunk(part, goal)))];

        using var merge = new RowMerge(chunks, goal);
        IReadOnlyList<string> merged = Rows.Texts(merge);

        Assert.Equal(trials, merge.Count);
        Assert.Equal(
            rows.Order(Comparer<TrialRow>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Select(Rows.Text),
            merged);
    }

    [Fact]
    public void Best_AfterSort_IsTheRanking()
    {
        var rows = new TrialRows(Rows.Schema);
        foreach ((long trial, double score) in new[] { (4L, 1.0), (5, double.NaN), (6, 3.0), (7, 1.0) })
            rows.Add(trial, double.IsNaN(score) ? TrialOutcome.Failed : TrialOutcome.Complete, score, ParameterSet.Empty, null).Clear();

        rows.Sort(Goal.Maximize);

        Assert.Equal([6L, 4, 7, 5], rows.Best(9).Select(ranked => ranked.Trial));
        Assert.Equal(1, rows.Failed);
    }

    [Fact]
    public void Read_AnyFlippedBit_IsSeenAndNamesTheFile()
    {
        byte[] chunk = Rows.Chunk(Rows.Make(300, seed: 3), Goal.Maximize);
        // Every bit of the header and of the borders of blocks, and some of all else.
        for (int place = 0; place < chunk.Length; place += place < 400 ? 1 : 97)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. chunk];
                damaged[place] ^= (byte)(1 << bit);
                AssertDamaged(damaged);
            }
        }
    }

    [Fact]
    public void Read_CutAnywhereOrGoingOn_IsSeenAndNamesTheFile()
    {
        byte[] chunk = Rows.Chunk(Rows.Make(300, seed: 4), Goal.Maximize);
        for (int length = 0; length < chunk.Length; length += length < 400 ? 1 : 89)
            AssertDamaged(chunk[..length]);
        AssertDamaged([.. chunk, 0]);
    }

    [Theory]
    [InlineData(0, "work/chunk-7.rows: The file is empty. Evaluate it again.")]
    [InlineData(12, "work/chunk-7.rows: The file ends early. Evaluate it again.")]
    public void Read_EmptyOrCut_SaysWhatToDo(int length, string message)
    {
        byte[] chunk = Rows.Chunk(Rows.Make(3, seed: 5), Goal.Maximize);

        Assert.Equal(message, Assert.Throws<InvalidInputException>(() => Rows.Open(chunk[..length])).Message);
    }

    [Fact]
    public void Read_RowsOfAnotherVersion_SaysSo()
    {
        byte[] chunk = Rows.Chunk(Rows.Make(3, seed: 6), Goal.Maximize);
        chunk[8] = 2;

        Assert.Contains(
            "has the version 2 of the format, but only 1 can be read",
            Assert.Throws<InvalidInputException>(() => Rows.Open(chunk)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Chunk_SameTrials_SameBytes() =>
        Assert.Equal(Rows.Chunk(Rows.Make(600, seed: 8), Goal.Minimize), Rows.Chunk(Rows.Make(600, seed: 8), Goal.Minimize));

    private static void AssertDamaged(byte[] content)
    {
        InvalidInputException fault = Assert.Throws<InvalidInputException>(() =>
        {
            using RowFileReader reader = Rows.Open(content);
            var block = new RowBlock(reader.Schema);
            while (reader.Read(block))
            {
            }
        });
        Assert.StartsWith("work/chunk-7.rows: The file ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Evaluate it again.", fault.Message, StringComparison.Ordinal);
    }
}
