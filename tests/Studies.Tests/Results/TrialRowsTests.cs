using System.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Studies.Tests.Results;

public sealed class TrialRowsTests
{
    [Theory]
    [InlineData(Goal.Maximize, 1, 1)]
    [InlineData(Goal.Maximize, 200, 7)]
    [InlineData(Goal.Minimize, 500, 64)]
    [InlineData(Goal.Minimize, 300, 1000)]
    public async Task Merge_AnyChunks_SortsAllRowsOnce(Goal goal, int trials, int chunk)
    {
        var random = new Random(trials);
        var expected = new List<(long Trial, double Score, string Line)>();
        var chunks = new List<Stream>();
        for (int first = 0; first < trials; first += chunk)
        {
            var rows = new TrialRows();
            for (int trial = first; trial < Math.Min(first + chunk, trials); trial++)
            {
                // Many ties, some failures, lines from empty to longer than any buffer.
                double score = random.Next(10) == 0 ? double.NaN : random.Next(-3, 4);
                string line = new('x', random.Next(50) == 0 ? 100_000 : random.Next(30));
                rows.Line.Text(line);
                rows.Add(trial, score);
                expected.Add((trial, score, line));
            }

            rows.Sort(goal);
            var stream = new MemoryStream();
            await rows.WriteAsync(stream, CancellationToken.None);
            stream.Position = 0;
            chunks.Add(stream);
        }

        var merge = new TrialRowMerge(chunks, goal);
        var merged = new List<(long, double, string)>();
        while (merge.Read())
            merged.Add((merge.Current.Trial, merge.Current.Score, Encoding.UTF8.GetString(merge.Current.Line.Span)));

        expected.Sort((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial));
        Assert.Equal(expected, merged);
    }

    [Fact]
    public async Task Merge_TruncatedChunk_IsAFault()
    {
        var rows = new TrialRows();
        rows.Line.Text("some line");
        rows.Add(0, 1);
        rows.Sort(Goal.Maximize);
        var stream = new MemoryStream();
        await rows.WriteAsync(stream, CancellationToken.None);
        stream.SetLength(stream.Length - 1);
        stream.Position = 0;

        Assert.Throws<InvalidDataException>(() => new TrialRowMerge([stream], Goal.Maximize));
    }
}
