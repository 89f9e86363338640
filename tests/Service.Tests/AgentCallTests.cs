using ServerlessTuner.Core.Model.Values;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Studies.Tests.Plan;

namespace ServerlessTuner.Service.Tests;

/// <summary>The three calls for agents, on a host in memory with a clock that the test turns.</summary>
public class AgentCallTests
{
    private const string Pair = """
        objective: {metrics: [accuracy]}
        metric: {name: goodness, expression: "f1 - 0.5 * val_loss", goal: maximize}
        parameters: {x: {min: 0.0, max: 1.0}}
        sampler: random
        parallel: 2
        trials: 4
        """;

    private readonly TurnedClock clock = new();
    private readonly MemoryStudyStore store = new();
    private readonly MemoryHost host;
    private readonly StudyService service;

    public AgentCallTests()
    {
        host = new MemoryHost(store);
        service = new StudyService(store, host, new ServiceLimits { BodyBytes = 10_000, Attempts = 100 }, clock, "1.2.3");
    }

    [Fact]
    public async Task Ask_OfferedTrial_IsToldInFull()
    {
        string id = await StartAsync(Pair);

        AgentAnswer answer = await AskAsync(id, """{"lease_seconds": 60}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            (0, 1, 0),
            (
                answer.Body.GetProperty("trial").GetInt64(),
                answer.Body.GetProperty("attempt").GetInt32(),
                answer.Body.GetProperty("known").GetInt64()));
        Assert.InRange(answer.Body.GetProperty("values").GetProperty("x").GetDouble(), 0, 1);
        Assert.Equal(["f1", "val_loss"], answer.Body.GetProperty("metrics").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(clock.GetUtcNow().AddSeconds(60), answer.Body.GetProperty("lease_end").GetDateTimeOffset());
        Assert.Equal($"/api/studies/{id}/trials/0/reports", answer.Body.GetProperty("links").GetProperty("reports").GetString());
        Assert.False(answer.Body.GetProperty("prunes").GetBoolean());
        Assert.Equal(1, (await AskAsync(id, string.Empty)).Body.GetProperty("trial").GetInt64());
        AgentAnswer none = await AskAsync(id);
        Assert.Equal((204, 5), (none.Status, none.RetryAfter));
    }

    [Fact]
    public async Task Tell_Expression_PicksAmongTheMetrics()
    {
        string id = await StartAsync(Pair);
        await AskAsync(id);

        AgentAnswer told = await TellAsync(
            id, 0, """{"state": "complete", "metrics": {"val_loss": 0.5, "f1": 0.75, "accuracy": 0.9, "other": 3}}""");

        Assert.Equal((200, 0.5), (told.Status, told.Body.GetProperty("score").GetDouble()));
        TrialResult result = (await host.Trials.FindAsync(id, 0, default))!.Trial.Result!;
        Assert.Equal([0.75, 0.5, 0.9], result.Metrics);
    }

    [Theory]
    [InlineData("""{"val-loss": 0.5, "f1": 0.75}""", "what was sent is val-loss, f1. Did you mean to send val-loss as val_loss?")]
    [InlineData("""{"my_val_loss_mean": 0.5, "f1": 0.75, "x": 1}""", "Did you mean to send my_val_loss_mean as val_loss?")]
    [InlineData("""{"f1": 0.75, "accuracy": 3}""", "metrics.val_loss is missing: what was sent is f1, accuracy. Send f1, val_loss.")]
    [InlineData("""{"f1": 0.75}""", "metrics.val_loss is missing: what was sent is f1. Send f1, val_loss.")]
    [InlineData("""{"f1": 0.75, "v": 0.75}""", "Did you mean to send v as val_loss?")]
    public async Task Tell_OtherNameOfAMetric_SaysWhatWasSentAndTheNearest(string metrics, string said)
    {
        string id = await StartAsync(Pair);
        await AskAsync(id);

        AgentAnswer told = await TellAsync(id, 0, $$"""{"state": "complete", "metrics": {{metrics}} }""");

        Assert.Equal(400, told.Status);
        Assert.Contains(said, told.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_Silent_IsGivenToTheNext()
    {
        string id = await StartAsync(Pair);
        await AskAsync(id, """{"lease_seconds": 60}""");
        clock.Turn(59);
        Assert.Equal(1, (await AskAsync(id, """{"lease_seconds": 600}""")).Body.GetProperty("trial").GetInt64());
        Assert.Equal((204, 1), await AskAsync(id) is var soon ? (soon.Status, soon.RetryAfter) : default);
        clock.Turn(1);

        AgentAnswer second = await AskAsync(id, """{"lease_seconds": 60}""");

        Assert.Equal((0, 2), (second.Body.GetProperty("trial").GetInt64(), second.Body.GetProperty("attempt").GetInt32()));
        AssertProblem(
            409, "attempt", "another", await ReportAsync(id, 0, """{"step": 1, "metrics": {"f1": 1, "val_loss": 1}, "attempt": 1}"""));
        // A late outcome of the first agent counts, because it is the first; the second's is another.
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "failed", "reason": "late"}""")).Status);
        AssertProblem(409, "state", "another", await TellAsync(id, 0, """{"state": "failed", "reason": "on time"}"""));
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "failed", "reason": "late"}""")).Status);
        Assert.Equal([0, 0], host.AgentStudies[id].Delivered);
    }

    [Fact]
    public async Task Lease_EveryReport_RenewsIt()
    {
        string id = await StartAsync(Pair.Replace("parallel: 2", "parallel: 1"));
        await AskAsync(id, """{"lease_seconds": 60}""");
        for (int step = 1; step <= 5; step++)
        {
            clock.Turn(50);
            Assert.Equal(200, (await ReportAsync(id, 0, $$$"""{"step": {{{step}}}, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
            Assert.Equal(204, (await AskAsync(id)).Status);
        }

        clock.Turn(61);
        // Even late: nobody else has it yet.
        Assert.Equal(200, (await ReportAsync(id, 0, """{"step": 6, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
        Assert.Equal(204, (await AskAsync(id)).Status);
        clock.Turn(61);
        Assert.Equal(2, (await AskAsync(id)).Body.GetProperty("attempt").GetInt32());
        Assert.Empty((await host.Trials.FindAsync(id, 0, default))!.Trial.OwnSteps);
        Assert.Equal(200, (await ReportAsync(id, 0, """{"step": 1, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
        Assert.Equal(1, Assert.Single((await host.Trials.FindAsync(id, 0, default))!.Trial.Steps).Step);
    }

    [Fact]
    public async Task Tell_LateAndFirst_CountsWithItsOwnReports()
    {
        string id = await StartAsync(
            "objective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                + "3\npruner: {name: threshold, upper: 5}\n");
        await AskAsync(id, """{"lease_seconds": 60}""");
        await ReportAsync(id, 0, """{"step": 3, "value": 6}""");
        clock.Turn(61);
        Assert.Equal(2, (await AskAsync(id)).Body.GetProperty("attempt").GetInt32());

        Assert.Equal("pruned", (await TellAsync(id, 0, """{"state": "pruned"}""")).Body.GetProperty("state").GetString());

        Assert.Equal(3, Assert.Single(host.AgentStudies[id].History.Records).PrunedAt);
    }

    [Fact]
    public async Task Report_SameStepAgain_GetsTheSameAnswer()
    {
        string id = await StartAsync(
            "objective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                + "3\npruner: {name: threshold, upper: 5}\n");
        await AskAsync(id);

        AgentAnswer first = await ReportAsync(id, 0, """{"step": 2, "value": 3}""");
        AgentAnswer again = await ReportAsync(id, 0, """{"step": 2, "value": 9}""");
        AssertProblem(409, "step", "ascending", await ReportAsync(id, 0, """{"step": 1, "value": 3}"""));
        AgentAnswer stop = await ReportAsync(id, 0, """{"step": 4, "metrics": {"loss": 6}}""");
        AgentAnswer after = await ReportAsync(id, 0, """{"step": 5, "value": 1}""");

        Assert.Equal((3.0, false), (again.Body.GetProperty("value").GetDouble(), again.Body.GetProperty("stop").GetBoolean()));
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.True(stop.Body.GetProperty("stop").GetBoolean());
        Assert.Equal(stop.Body.ToString(), after.Body.ToString());
        Assert.Equal("pruned", (await TellAsync(id, 0, """{"state": "pruned"}""")).Body.GetProperty("state").GetString());
        AssertProblem(409, "trial", "another", await ReportAsync(id, 0, """{"step": 6, "value": 1}"""));
        EndedTrial ended = Assert.Single(host.AgentStudies[id].History.Records);
        Assert.Equal((4, 6.0), (ended.PrunedAt, ended.Result.Scores[0]));
    }

    [Theory]
    [InlineData("POST", "trials", "{\"lease_seconds\": 0.5}", 400, "lease_seconds")]
    [InlineData("POST", "trials", "{\"lease\": 5}", 400, "lease")]
    [InlineData("POST", "trials", "[]", 400, "body")]
    [InlineData("POST", "trials/0/reports", "", 400, "body")]
    [InlineData("POST", "trials/0/reports", "{\"value\": 1}", 400, "step")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1.5, \"metrics\": {\"f1\": 1, \"val_loss\": 1}}", 400, "step")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1, \"value\": 1}", 400, "value")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1, \"metrics\": {\"f1\": 1}}", 400, "metrics.val_loss")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1, \"metrics\": {\"f1\": \"1\", \"val_loss\": 1}}", 400, "metrics.f1")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1, \"metrics\": {\"f1\": 1e999, \"val_loss\": 1}}", 400, "metrics.f1")]
    [InlineData("POST", "trials/0/reports", "{\"step\": 1, \"attempt\": 0, \"metrics\": {\"f1\": 1, \"val_loss\": 1}}", 400, "attempt")]
    [InlineData("POST", "trials/1/reports", "{\"step\": 1, \"metrics\": {\"f1\": 1, \"val_loss\": 1}}", 409, "n")]
    [InlineData("POST", "trials/2/reports", "{\"step\": 1, \"metrics\": {\"f1\": 1, \"val_loss\": 1}}", 404, "n")]
    [InlineData("PUT", "trials/0", "{}", 400, "state")]
    [InlineData("PUT", "trials/0", "{\"state\": \"done\"}", 400, "state")]
    [InlineData("PUT", "trials/0", "{\"state\": \"complete\"}", 400, "metrics")]
    [InlineData("PUT", "trials/0", "{\"state\": \"failed\"}", 400, "reason")]
    [InlineData("PUT", "trials/0", "{\"state\": \"pruned\"}", 409, "state")]
    [InlineData("PUT", "trials/1", "{\"state\": \"failed\", \"reason\": \"x\"}", 409, "n")]
    [InlineData("PUT", "trials/77", "{\"state\": \"failed\", \"reason\": \"x\"}", 404, "n")]
    [InlineData("PUT", "trials/-1", "{\"state\": \"failed\", \"reason\": \"x\"}", 404, "n")]
    [InlineData("PUT", "trials/0", "LARGE", 413, "body")]
    public async Task Send_WhatCannotBe_NamesFieldAndRemedy(string method, string path, string body, int status, string field)
    {
        string id = await StartAsync(Pair);
        await AskAsync(id);

        AgentAnswer answer = await SendAsync(method, $"/api/studies/{id}/{path}", body == "LARGE" ? new string(' ', 10_001) : body);

        AssertProblem(status, field, string.Empty, answer);
        Assert.NotEmpty(answer.Body.GetProperty("errors")[0].GetProperty("remedy").GetString()!);
        Assert.True((await host.Trials.FindAsync(id, 0, default))!.Trial.IsOpen);
    }

    [Theory]
    [InlineData(StudyStatus.Paused, 204, null)]
    [InlineData(StudyStatus.Queued, 204, null)]
    [InlineData(StudyStatus.Stopping, 410, "status")]
    [InlineData(StudyStatus.Completed, 410, "status")]
    [InlineData(StudyStatus.Cancelled, 410, "status")]
    public async Task Ask_StudyNotRunning_WaitsOrQuits(StudyStatus status, int expected, string? field)
    {
        string id = await StartAsync(Pair);
        await store.SaveAsync((await store.FindAsync(id, default))! with { Status = status }, default);

        AgentAnswer answer = await AskAsync(id);

        Assert.Equal(expected, answer.Status);
        if (field is null)
            Assert.InRange(answer.RetryAfter!.Value, 1, 60);
        else
            AssertProblem(expected, field, "Quit", answer);
    }

    [Fact]
    public async Task Tell_StudyEnded_OnlyWhatWasToldBefore()
    {
        string id = await StartAsync(Pair);
        await AskAsync(id);
        await AskAsync(id);
        await TellAsync(id, 0, """{"state": "failed", "reason": "x"}""");
        host.AgentStudies.Remove(id);
        AssertProblem(503, "status", "again", await TellAsync(id, 1, """{"state": "failed", "reason": "x"}"""));
        await store.SaveAsync((await store.FindAsync(id, default))! with { Status = StudyStatus.Cancelled }, default);

        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "failed", "reason": "x"}""")).Status);
        AssertProblem(410, "study", "Quit", await TellAsync(id, 1, """{"state": "failed", "reason": "x"}"""));
        AssertProblem(410, "status", "Quit", await ReportAsync(id, 1, """{"step": 1, "metrics": {"f1": 1, "val_loss": 1}}"""));
    }

    [Fact]
    public async Task Calls_StudyOfTheService_SayWhatToWrite()
    {
        await SendAsync("POST", "/api/studies", "id: inside\nfunction: sphere\nsampler: random\ntrials: 5\n");

        AssertProblem(409, "objective", "objective: external", await AskAsync("inside"));
        AssertProblem(409, "objective", "objective: external", await ReportAsync("inside", 0, "{}"));
        AssertProblem(409, "objective", "objective: external", await TellAsync("inside", 0, "{}"));
        AssertProblem(404, "id", "studies", await AskAsync("none"));
    }

    [Theory]
    [InlineData("null", "failed", "goodness is not a finite number")]
    [InlineData("1e308", "complete", null)]
    public async Task Tell_MetricThatIsNoNumber_FailsTheTrial(string metric, string state, string? failure)
    {
        string id = await StartAsync(Pair);
        await AskAsync(id);

        AgentAnswer told = await TellAsync(id, 0, $$$"""{"state": "complete", "metrics": {"f1": {{{metric}}}, "val_loss": 1}}""");

        Assert.Equal(state, told.Body.GetProperty("state").GetString());
        Assert.Equal(failure, told.Body.TryGetProperty("failure", out JsonElement reason) ? reason.GetString() : null);
    }

    [Fact]
    public async Task Offer_SearchEnded_AbandonsWhatNobodyEvaluates()
    {
        string id = await StartAsync(Pair);
        await AskAsync(id, """{"lease_seconds": 60}""");
        MemoryAgentStudy study = host.AgentStudies[id];
        var desk = new AgentDesk(id, host.Trials, clock);
        EvaluateTrial[] items = [.. (await host.Trials.ListOpenAsync(id, 0, default)).Select(stored => stored.Trial.Item)];

        AgentTrial[] first = await Task.WhenAll(items.Select(item => desk.OfferAsync(item, study.Rules, default)));
        clock.Turn(61);
        AgentTrial[] second = await Task.WhenAll(items.Select(item => desk.OfferAsync(item, study.Rules, default)));

        Assert.Equal([true, false], first.Select(trial => trial.IsOpen));
        Assert.Equal([false, false], second.Select(trial => trial.IsOpen));
        // One was lost with its agent; the other nobody was given, so that it is no trial of the study.
        Assert.Equal([TrialOutcome.Failed, TrialOutcome.Dropped], second.Select(trial => trial.Result!.Outcome));
        Assert.Equal("The search ended before an agent evaluated this trial.", second[0].Result!.Failure);
        AssertProblem(409, "state", "another", await TellAsync(id, 0, """{"state": "failed", "reason": "too late"}"""));
    }

    /// <summary>A clock that is set forward and back by weeks: no trial is lost, and none is locked for long.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Agents_ClockJumpsBothWays_EveryTrialEndsOnceAndNoneWaitsLong(int seed)
    {
        const int Lease = 100, Month = 30 * 86_400;
        var function = new TestFunctionAgent(1, "sampler: tpe\nparallel: 4\ntrials: 60");
        PlanDriver expected = await new PlanDriver(function.Inside).RunAsync();
        string id = await StartAsync(function.Outside);
        var random = new Random(seed);
        int inVain = 0;
        while (!host.AgentStudies[id].Plan.IsFinished)
        {
            if (random.Next(4) == 0)
                clock.Turn(random.Next(-Month, Month));
            AgentAnswer asked = (await new TestAgent(id, function, SendAsync).AskAsync($$"""{"lease_seconds": {{Lease}}}"""))!;
            if (asked.Status == 204)
            {
                // However the clock was set, a lease counts for twice its time at most.
                Assert.True(++inVain <= 3, $"Waited {inVain * (Lease + 1)} seconds for a trial whose agent is lost.");
                clock.Turn(Lease + 1);
                continue;
            }

            inVain = 0;
            Assert.Equal(200, asked.Status);
            if (random.Next(3) == 0)
                continue;
            double value = function.Curve(ParameterSet.FromJson(asked.Body.GetProperty("values")))[^1];
            string outcome = $$"""{"state": "complete", "value": {{value:R}}}""";
            Assert.Equal(200, (await TellAsync(id, asked.Body.GetProperty("trial").GetInt64(), outcome)).Status);
        }

        Assert.Equal(
            expected.History.Records.Select(record => (record.Trial, record.Result.Scores[0])),
            host.AgentStudies[id].History.Records.Select(record => (record.Trial, record.Result.Scores[0])));
    }

    /// <summary>
    /// Agents that come, vanish, are slow and repeat themselves, in any order: each trial is given to one at a time, and what comes
    /// out is what a host finds that evaluates by itself.
    /// </summary>
    [Theory]
    [InlineData(1, "sampler: tpe\npruner: median\nparallel: 1\ntrials: 30")]
    [InlineData(2, "sampler: tpe\npruner: median\nparallel: 4\ntrials: 40")]
    [InlineData(3, "sampler: random\npruner: {name: hyperband, max_resource: 5}\nparallel: 7\ntrials: 40")]
    [InlineData(4, "sampler: {name: cmaes}\nparallel: 5\ntrials: 33\nrefine: {share: 0.2}")]
    [InlineData(5, "sampler: tpe\npruner: wandb_hyperband\nparallel: 3\ntrials: 25\nenqueue: [{x1: 0.5}, {x1: 0.25, x2: 1.0, n: 2}]")]
    public async Task Agents_AnyInterleaving_FindTheTrialsOfTheHost(int seed, string more)
    {
        var function = new TestFunctionAgent(5, more.Replace("wandb_hyperband", "{name: wandb_hyperband, min_iter: 1}"));
        PlanDriver expected = await new PlanDriver(function.Inside).RunAsync();
        string id = await StartAsync(function.Outside);
        var random = new Random(seed);
        var held = new List<(TestAgent Agent, JsonElement Trial, int Step, double[] Curve)>();
        var given = new HashSet<(long, int)>();
        while (!host.AgentStudies[id].Plan.IsFinished)
        {
            int choice = random.Next(held.Count + 1);
            if (choice == held.Count)
            {
                var agent = new TestAgent(id, function, SendAsync);
                AgentAnswer answer = (await agent.AskAsync("{\"lease_seconds\": 100}"))!;
                if (answer.Status == 200)
                {
                    Assert.True(given.Add(agent.Given[0]), agent.Given[0].ToString());
                    held.Add((agent, answer.Body, 0, function.Curve(ParameterSet.FromJson(answer.Body.GetProperty("values")))));
                }

                clock.Turn(1);
                continue;
            }

            (TestAgent worker, JsonElement trial, int step, double[] curve) = held[choice];
            long number = trial.GetProperty("trial").GetInt64();
            if (random.Next(20) == 0)
            {
                // Vanishes, and is missed.
                held.RemoveAt(choice);
                clock.Turn(random.Next(2) * 101);
                continue;
            }

            clock.Turn(random.Next(10));
            string body = $$"""{"step": {{step + 1}}, "value": {{curve[step]:R}}, "attempt": {{trial.GetProperty("attempt").GetInt32()}}}""";
            AgentAnswer report = await SendAsync("POST", $"/api/studies/{id}/trials/{number}/reports", body);
            if (report.Status == 409)
            {
                held.RemoveAt(choice);
                continue;
            }

            Assert.True(report.Status == 200, report.ToString());
            bool stop = report.Body.GetProperty("stop").GetBoolean();
            held[choice] = (worker, trial, step + 1, curve);
            if (!stop && step + 1 < curve.Length)
                continue;
            held.RemoveAt(choice);
            string outcome = stop ? """{"state": "pruned"}""" : $$"""{"state": "complete", "value": {{curve[^1]:R}}}""";
            for (int times = random.Next(1, 3); times > 0; times--)
                await worker.TellAsync(number, outcome, 200);
        }

        Assert.Equal(Rows(expected.History), Rows(host.AgentStudies[id].History));
        Assert.Equal(expected.Plan.Top, host.AgentStudies[id].Plan.Top);
    }

    private static string[] Rows(StudyHistory history) =>
    [
        .. history.Records.OrderBy(record => record.Trial).Select(record =>
            $"{record.Trial} {record.Proposal.Values} {record.Proposal.RepeatOf} {record.Result.Outcome} "
                + $"{string.Join(' ', record.Result.Scores)} {string.Join(' ', record.Result.Steps)} "
                    + $"{string.Join(' ', record.Result.Metrics)}"),
    ];

    private async Task<string> StartAsync(string study)
    {
        AgentAnswer answer = await SendAsync("POST", "/api/studies", study);
        Assert.True(answer.Status == 202, answer.ToString());
        Assert.True(answer.Body.GetProperty("external").GetBoolean());
        string id = answer.Body.GetProperty("id").GetString()!;
        await using Stream json = (await host.ArtifactsOf(id).OpenAsync(StudyService.StudyArtifact, default))!;
        using var reader = new StreamReader(json);
        var at = new MemoryAgentStudy(id, StudyFile.FromJson(await reader.ReadToEndAsync()), host.Trials, clock);
        await at.OfferAsync();
        host.AgentStudies[id] = at;
        await store.SaveAsync((await store.FindAsync(id, default))! with { Status = StudyStatus.Running }, default);
        return id;
    }

    private Task<AgentAnswer> AskAsync(string id, string body = "{}") => SendAsync("POST", $"/api/studies/{id}/trials", body);

    private Task<AgentAnswer> ReportAsync(string id, long trial, string body) =>
        SendAsync("POST", $"/api/studies/{id}/trials/{trial}/reports", body);

    private Task<AgentAnswer> TellAsync(string id, long trial, string body) => SendAsync("PUT", $"/api/studies/{id}/trials/{trial}", body);

    private async Task<AgentAnswer> SendAsync(string method, string path, string body)
    {
        ServiceResponse response = await service.HandleAsync(
            new ServiceRequest { Method = method, Path = path, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) }, default);
        JsonElement json = default;
        if (response.Body.Length > 0)
            json = JsonElement.Parse(response.Body.Span);
        return new AgentAnswer(
            response.Status, json, response.Headers.TryGetValue("Retry-After", out string? seconds) ? int.Parse(seconds) : null);
    }

    private static void AssertProblem(int status, string field, string remedy, AgentAnswer answer)
    {
        Assert.True(answer.Status == status, answer.ToString());
        JsonElement error = answer.Body.GetProperty("errors")[0];
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(remedy, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A clock that stands still until it is turned.</summary>
    private sealed class TurnedClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public void Turn(double seconds) => now = now.AddSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => now;
    }
}
