using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Orchestration;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>The orchestrator over a history of our own making: the same history must bring the same decisions.</summary>
public sealed class ReplayTests
{
    private const string Study = """
        name: replayed
        function: sphere
        parameters: {x1: {min: -5.0, max: 5.0}}
        method: random
        trials: 900
        chunk_size: 1
        stages: [{scenarios: [B], keep: 20}, {scenarios: [A, B, C]}]
        metric: {name: value, goal: minimize}
        seed: 3
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Study_SameHistoryTwice_MakesTheSameDecisions(int seed)
    {
        var first = new ScriptedContext(seed);
        var second = new ScriptedContext(seed);

        StudyProgress end = await first.RunAsync();
        await second.RunAsync();

        Assert.Equal(StudyStatus.Completed, end.Status);
        Assert.Equal(first.Decisions, second.Decisions);
        Assert.Contains(first.Decisions, decision => decision.StartsWith("sub WorkBatch", StringComparison.Ordinal));
        Assert.InRange(first.Decisions.Max(decision => decision.Length), 1, 48 * 1024);
    }

    [Fact]
    public async Task Study_OtherOrderOfCompletion_PublishesTheSame()
    {
        var contexts = new[] { new ScriptedContext(1), new ScriptedContext(9) };

        foreach (ScriptedContext context in contexts)
            await context.RunAsync();

        Assert.NotEqual(contexts[0].Decisions, contexts[1].Decisions);
        Assert.Equal(60, contexts[0].Kept.Count);
        Assert.Equal(contexts[0].Kept, contexts[1].Kept);
    }

    /// <summary>Answers calls in an order drawn from a seed, with results made from the work itself, and notes every decision.</summary>
    private sealed class ScriptedContext(int seed) : TaskOrchestrationContext
    {
        private readonly Random random = new(seed);
        private readonly List<Action> waiting = [];
        private DateTime now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        public object Input { get; } = new StudyOrchestration("s", 1);

        public List<string> Decisions { get; } = [];

        public List<string> Kept { get; } = [];

        public override TaskName Name => Names.Study;

        public override string InstanceId => "s";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => now;

        public override bool IsReplaying => true;

        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

        public override T GetInput<T>() => (T)Input;

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            Decisions.Add($"activity {name} {JsonSerializer.Serialize(input)}");
            return Later<TResult>(input switch
            {
                WorkRequest request => new WorkOutcome(ResultOf(request.Item)),
                PublishRequest => new PublishOutcome(null, null),
                _ => new PrepareOutcome(
                    new PreparedStudy(StudyFile.ToJson(StudyFile.Parse(Study, "study.yaml")), "pins", 900, 1, 200), null),
            });
        }

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        {
            Decisions.Add($"sub {orchestratorName} {JsonSerializer.Serialize(input)}");
            var batch = (WorkBatch)input!;
            return Later<TResult>(
                new BatchOutcome(PartialResults.Trim([.. batch.Items.Select(ResultOf)], batch.Goal, batch.Keep), [], null));
        }

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
            new TaskCompletionSource<T>().Task;

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => Decisions.Add($"status {JsonSerializer.Serialize(customStatus)}");

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
            throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();

        private WorkResult ResultOf(WorkItem item)
        {
            if (item is EvaluateCandidate candidate)
            {
                Kept.Add(candidate.Id);
                return new CandidateResult(item.Id, 1, [candidate.Trial], null);
            }

            var chunk = (EvaluateChunk)item;
            return new ChunkResult(item.Id, 1, chunk.Count, 0, 0, [new RankedTrial(chunk.First, chunk.First * 7919 % 997)]);
        }

        /// <summary>Runs the study to its end: calls come back one by one, in a drawn order, a second apart.</summary>
        public Task<StudyProgress> RunAsync() => Task.Run(() =>
        {
            // Away from the test's own context all continuations run right here, so nothing depends on threads.
            Task<StudyProgress> run = Orchestrators.RunStudyAsync(this, (StudyOrchestration)Input);
            while (!run.IsCompleted)
            {
                int index = random.Next(waiting.Count);
                Action next = waiting[index];
                waiting.RemoveAt(index);
                now = now.AddSeconds(1);
                next();
            }

            return run;
        });

        private Task<TResult> Later<TResult>(object result)
        {
            var source = new TaskCompletionSource<TResult>();
            waiting.Add(() => source.SetResult((TResult)result));
            return source.Task;
        }
    }
}
