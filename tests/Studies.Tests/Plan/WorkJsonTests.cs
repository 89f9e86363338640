using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

public class WorkJsonTests
{
    [Theory]
    [InlineData("{\"kind\":\"dance\"}")]
    [InlineData("{\"kind\":null}")]
    [InlineData("{\"kind\":\"chunk\",\"first\":1}")]
    [InlineData("{\"first\":1,\"count\":2}")]
    [InlineData("{\"kind\":\"trial\",\"trial\":1,\"known\":0,\"values\":[1]}")]
    public void WorkItem_NoSuchWork_IsNotRead(string json) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(json, PlanJson.Default.WorkItem));

    [Fact]
    public void WorkItem_AsMessagesSerializeIt_KeepsItsKind()
    {
        // Durable writes messages by reflection and with options of its own.
        WorkItem item = new ProposeTrials(4, 2, null, [new EvaluateTrial(3, new ParameterSet(["x"], [ParameterValue.Of(2.0)]), 3)]);

        var read = Assert.IsType<ProposeTrials>(JsonSerializer.Deserialize<WorkItem>(JsonSerializer.Serialize(item)));

        Assert.Equal((item.Id, 4, 2, (long?)null), (read.Id, read.First, read.Count, read.Refining));
        Assert.Equal(((ProposeTrials)item).Pending, read.Pending);
    }

    [Fact]
    public void WorkResult_AsMessagesSerializeIt_KeepsWhatJsonHasNot()
    {
        WorkResult result = new TrialResult(
            "trial-1",
            0.5,
            1,
            TrialOutcome.Failed,
            [double.NaN],
            [double.NegativeInfinity],
            [new StepReport(1, double.NaN, default)],
            "why");

        var read = Assert.IsType<TrialResult>(JsonSerializer.Deserialize<WorkResult>(JsonSerializer.Serialize(result)));

        Assert.Equal([double.NaN], read.Scores);
        Assert.Equal([double.NegativeInfinity], read.Metrics);
        Assert.Equal(((TrialResult)result).Steps, read.Steps);
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
                0,
                [
                    .. Enumerable.Range(0, 5).Select(
                        j => new RankedTrial((5 * i) + j, random.Next(8) == 0 ? double.NaN : random.Next(10))).Order(
                            Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial)))
                ])),
        ];

        IReadOnlyList<WorkResult> whole = PartialResults.Trim(chunks, goal, 7);
        WorkResult[] grouped = [.. chunks.Chunk(9).SelectMany(group => PartialResults.Trim(group, goal, 7))];

        Assert.Equal(7, whole.Cast<ChunkResult>().Sum(chunk => chunk.Top.Count));
        Assert.Equal(Best(chunks), Best(whole));
        Assert.Equal(Best(chunks), Best(grouped));
        Assert.Equal(Best(chunks), Best(PartialResults.Trim(grouped, goal, 7)));

        RankedTrial[] Best(IEnumerable<WorkResult> results) =>
            [
                .. results.Cast<ChunkResult>().SelectMany(chunk => chunk.Top).Order(
                    Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Take(7)
            ];
    }
}
