using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Service.Tests;

/// <summary>The three calls for agents, on a host in memory with a clock that the test turns.</summary>
public class AgentCallTests : AgentCalls
{
    private const string Pair = """
        objective: {metrics: [accuracy]}
        metric: {name: goodness, expression: "f1 - 0.5 * val_loss", goal: maximize}
        parameters: {x: {min: 0.0, max: 1.0}}
        sampler: random
        parallel: 2
        trials: 4
        """;

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
        Assert.Equal(Clock.GetUtcNow().AddSeconds(60), answer.Body.GetProperty("lease_end").GetDateTimeOffset());
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
        TrialResult result = (await Host.Trials.FindAsync(id, 0, default))!.Trial.Result!;
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
        Clock.Turn(59);
        Assert.Equal(1, (await AskAsync(id, """{"lease_seconds": 600}""")).Body.GetProperty("trial").GetInt64());
        Assert.Equal((204, 1), await AskAsync(id) is var soon ? (soon.Status, soon.RetryAfter) : default);
        Clock.Turn(1);

        AgentAnswer second = await AskAsync(id, """{"lease_seconds": 60}""");

        Assert.Equal((0, 2), (second.Body.GetProperty("trial").GetInt64(), second.Body.GetProperty("attempt").GetInt32()));
        AssertProblem(
            409, "attempt", "another", await ReportAsync(id, 0, """{"step": 1, "metrics": {"f1": 1, "val_loss": 1}, "attempt": 1}"""));
        // A late outcome of the first agent counts, because it is the first; the second's is another.
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "failed", "reason": "late"}""")).Status);
        AssertProblem(409, "state", "another", await TellAsync(id, 0, """{"state": "failed", "reason": "on time"}"""));
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "failed", "reason": "late"}""")).Status);
        Assert.Equal([0, 0], Host.AgentStudies[id].Delivered);
    }

    [Fact]
    public async Task Lease_EveryReport_RenewsIt()
    {
        string id = await StartAsync(Pair.Replace("parallel: 2", "parallel: 1"));
        await AskAsync(id, """{"lease_seconds": 60}""");
        for (int step = 1; step <= 5; step++)
        {
            Clock.Turn(50);
            Assert.Equal(200, (await ReportAsync(id, 0, $$$"""{"step": {{{step}}}, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
            Assert.Equal(204, (await AskAsync(id)).Status);
        }

        Clock.Turn(61);
        // Even late: nobody else has it yet.
        Assert.Equal(200, (await ReportAsync(id, 0, """{"step": 6, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
        Assert.Equal(204, (await AskAsync(id)).Status);
        Clock.Turn(61);
        Assert.Equal(2, (await AskAsync(id)).Body.GetProperty("attempt").GetInt32());
        Assert.Empty((await Host.Trials.FindAsync(id, 0, default))!.Trial.OwnSteps);
        Assert.Equal(200, (await ReportAsync(id, 0, """{"step": 1, "metrics": {"f1": 1, "val_loss": 1}}""")).Status);
        Assert.Equal(1, Assert.Single((await Host.Trials.FindAsync(id, 0, default))!.Trial.Steps).Step);
    }

    [Fact]
    public async Task Tell_LateAndFirst_CountsWithItsOwnReports()
    {
        string id = await StartAsync(
            "objective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                + "3\npruner: {name: threshold, upper: 5}\n");
        await AskAsync(id, """{"lease_seconds": 60}""");
        await ReportAsync(id, 0, """{"step": 3, "value": 6}""");
        Clock.Turn(61);
        Assert.Equal(2, (await AskAsync(id)).Body.GetProperty("attempt").GetInt32());

        Assert.Equal("pruned", (await TellAsync(id, 0, """{"state": "pruned"}""")).Body.GetProperty("state").GetString());

        Assert.Equal(3, Assert.Single(Host.AgentStudies[id].History.Records).PrunedAt);
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
        EndedTrial ended = Assert.Single(Host.AgentStudies[id].History.Records);
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
        Assert.True((await Host.Trials.FindAsync(id, 0, default))!.Trial.IsOpen);
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
        await Store.SaveAsync((await Store.FindAsync(id, default))! with { Status = status }, default);

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
        Host.AgentStudies.Remove(id);
        AssertProblem(503, "status", "again", await TellAsync(id, 1, """{"state": "failed", "reason": "x"}"""));
        await Store.SaveAsync((await Store.FindAsync(id, default))! with { Status = StudyStatus.Cancelled }, default);

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
        MemoryAgentStudy study = Host.AgentStudies[id];
        var desk = new AgentDesk(id, Host.Trials, Clock);
        EvaluateTrial[] items = [.. (await Host.Trials.ListOpenAsync(id, 0, default)).Select(stored => stored.Trial.Item)];

        AgentTrial[] first = await Task.WhenAll(items.Select(item => desk.OfferAsync(item, study.Rules, default)));
        Clock.Turn(61);
        AgentTrial[] second = await Task.WhenAll(items.Select(item => desk.OfferAsync(item, study.Rules, default)));

        Assert.Equal([true, false], first.Select(trial => trial.IsOpen));
        Assert.Equal([false, false], second.Select(trial => trial.IsOpen));
        // One was lost with its agent; the other nobody was given, so that it is no trial of the study.
        Assert.Equal([TrialOutcome.Failed, TrialOutcome.Dropped], second.Select(trial => trial.Result!.Outcome));
        Assert.Equal("The search ended before an agent evaluated this trial.", second[0].Result!.Failure);
        AssertProblem(409, "state", "another", await TellAsync(id, 0, """{"state": "failed", "reason": "too late"}"""));
    }
}
