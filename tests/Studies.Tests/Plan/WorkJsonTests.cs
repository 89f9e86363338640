using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

public class WorkJsonTests
{
    public static TheoryData<WorkItem> Items => [new EvaluateChunk(3_000_000_000, 77), new EvaluateCandidate(2, 412, "C \"stress\"")];

    [Theory]
    [MemberData(nameof(Items))]
    public void WorkItem_ThroughJson_IsEqual(WorkItem item)
    {
        string json = JsonSerializer.Serialize(item);

        Assert.Equal(item, JsonSerializer.Deserialize<WorkItem>(json));
    }

    [Theory]
    [InlineData("{\"kind\":\"dance\"}", "'dance' is no kind of work.")]
    [InlineData("{\"kind\":null}", "The kind of work is null.")]
    public void WorkItem_UnknownKind_SaysSo(string json, string message) =>
        Assert.Equal(message, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<WorkItem>(json)).Message);

    [Fact]
    public void WorkResult_ThroughJson_KeepsWhatJsonHasNot()
    {
        var chunk = new ChunkResult("chunk-1", 0.25, 3, 1, [new RankedTrial(7, 0.1 + 0.2), new RankedTrial(8, double.NaN)]);
        var candidate = new CandidateResult("stage2-1-A", 1, [double.PositiveInfinity, -0.5], "out of memory");

        var readChunk = Assert.IsType<ChunkResult>(JsonSerializer.Deserialize<WorkResult>(JsonSerializer.Serialize<WorkResult>(chunk)));
        var readCandidate = Assert.IsType<CandidateResult>(JsonSerializer.Deserialize<WorkResult>(JsonSerializer.Serialize<WorkResult>(candidate)));

        Assert.Equal(chunk.Top, readChunk.Top);
        Assert.Equal((3, 1, 0.25), (readChunk.Count, readChunk.Failed, readChunk.Seconds));
        Assert.Equal(candidate.Metrics, readCandidate.Metrics);
        Assert.Equal("out of memory", readCandidate.Failure);
    }

    [Theory]
    [InlineData(Goal.Maximize)]
    [InlineData(Goal.Minimize)]
    public void Trim_InAnyGroups_LeavesTheSameBestTrials(Goal goal)
    {
        var random = new Random(5);
        WorkResult[] chunks =
        [
            .. Enumerable.Range(0, 40).Select(i => new ChunkResult(
                $"chunk-{i}",
                1,
                5,
                0,
                [.. Enumerable.Range(0, 5).Select(j => new RankedTrial((5 * i) + j, random.Next(8) == 0 ? double.NaN : random.Next(10))).Order(Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial)))])),
        ];

        IReadOnlyList<WorkResult> whole = PartialResults.Trim(chunks, goal, 7);
        WorkResult[] grouped = [.. chunks.Chunk(9).SelectMany(group => PartialResults.Trim(group, goal, 7))];

        Assert.Equal(7, whole.Cast<ChunkResult>().Sum(chunk => chunk.Top.Count));
        Assert.Equal(Best(chunks), Best(whole));
        Assert.Equal(Best(chunks), Best(grouped));
        Assert.Equal(Best(chunks), Best(PartialResults.Trim(grouped, goal, 7)));

        RankedTrial[] Best(IEnumerable<WorkResult> results) =>
            [.. results.Cast<ChunkResult>().SelectMany(chunk => chunk.Top).Order(Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Take(7)];
    }
}
