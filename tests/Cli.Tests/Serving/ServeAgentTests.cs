using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;
using ServerlessTuner.Contracts;

namespace ServerlessTuner.Cli.Tests.Serving;

// Longer than 300 lines: the walks of agents share a service and the calls of an agent.
/// <summary>Agents that evaluate trials outside, through a real port.</summary>
public sealed class ServeAgentTests : IDisposable
{
    private const string Key = "key-of-the-agents";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;
    private volatile ServeProcess? service;

    private string Root => Path.Combine(folder, "service");

    [Fact]
    public async Task Agents_OneAtATime_GiveTheBytesOfTheFunction()
    {
        var function = new TestFunctionAgent(5, "sampler: tpe\npruner: median\nparallel: 1\ntrials: 50");
        string expected = await RunInsideAsync(function);
        service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(function.Outside);
        var agent = new TestAgent(id, function, SendAsync);

        await agent.RunAsync();

        JsonElement ended = await service.WaitForStatusAsync(id, "completed");
        Assert.Equal((50, true), (ended.GetProperty("trials").GetInt32(), ended.GetProperty("pruned_share").GetDouble() > 0));
        Assert.Equal(Enumerable.Range(0, 50).Select(number => ((long)number, 1)), agent.Given);
        await AssertSameAsync(expected, id);
    }

    [Fact]
    public async Task Agents_SeveralAndAServiceKilledInTheMiddle_GiveTheBytesOfTheFunction()
    {
        var function = new TestFunctionAgent(4, "sampler: tpe\npruner: median\nparallel: 4\ntrials: 60");
        string expected = await RunInsideAsync(function);
        await StartAsync();
        string id = await service!.StartStudyAsync("id: killed-1\n" + function.Outside);
        TestAgent[] agents = [
            .. Enumerable.Range(0, 4).Select(_ => new TestAgent(id, function, SendAsync) { Wish = "{\"lease_seconds\": 8}" })
        ];
        Task work = Task.WhenAll(agents.Select(agent => Task.Run(agent.RunAsync)));

        foreach (int done in new[] { 10, 30 })
        {
            await service.WaitAsync(id, study => study.GetProperty("done").GetInt64() >= done);
            ServeProcess killed = service;
            killed.Kill();
            await StartAsync();
            killed.Dispose();
        }

        await work.WaitAsync(Patience);
        await service.WaitForStatusAsync(id, "completed");
        // The answer to an ask may have died with the service; that trial comes again when its lease is over, and only then.
        Assert.Equal(agents.Sum(agent => agent.Given.Count), agents.SelectMany(agent => agent.Given).Distinct().Count());
        await AssertSameAsync(expected, id);
        string[] ids = JournalFile.Ids(Path.Combine(Root, "studies", id, "out"));
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());

        async Task StartAsync()
        {
            service = await ServeProcess.StartAsync(Root, Key);
            service.Client.DefaultRequestHeaders.Add("x-functions-key", Key);
        }
    }

    [Fact]
    public async Task Agents_Async_GetANewTrialAsSoonAsOneEnds()
    {
        var function = new TestFunctionAgent(3, "sampler: tpe\npruner: median\nasync: true\nparallel: 3\ntrials: 30");
        service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(function.Outside);
        await WaitForOffersAsync(id, 3);
        AgentAnswer slow = await AskUntilAsync(id, 200);
        TestAgent[] agents = [.. Enumerable.Range(0, 2).Select(_ => new TestAgent(id, function, SendAsync))];
        Task work = Task.WhenAll(agents.Select(agent => Task.Run(agent.RunAsync)));

        // In a batch, the others would have nothing to do until this one ends.
        await service.WaitAsync(id, study => study.GetProperty("done").GetInt64() == 29);
        await agents[0].WorkAsync(slow.Body);
        await work.WaitAsync(Patience);

        JsonElement ended = await service.WaitForStatusAsync(id, "completed");
        Assert.Equal((30, 0), (ended.GetProperty("trials").GetInt32(), ended.GetProperty("failed").GetInt32()));
        Assert.Equal(Enumerable.Range(1, 29).Select(number => ((long)number, 1)), agents.SelectMany(agent => agent.Given).Order());
    }

    [Fact]
    public async Task Agents_ThatFailAndASignal_AreOnRecord()
    {
        service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(
            "method: random\nmetric: {name: val/loss}\nparameters: {x: {min: 0.0, max: 1.0}}\nrun_cap: 20\nparallel: 3\nid: sweep-1\n");
        await WaitForOffersAsync(id, 3);
        AgentAnswer first = await AskUntilAsync(id, 200);
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "complete", "metrics": {"val/loss": 0.25}}""")).Status);
        Assert.Equal(1, (await AskUntilAsync(id, 200)).Body.GetProperty("trial").GetInt64());
        Assert.Equal(200, (await TellAsync(id, 1, """{"state": "failed", "reason": "CUDA out of memory\nat step 3"}""")).Status);

        await service.PostAsync($"/api/studies/{id}/pause");
        Assert.Equal(204, (await SendAsync("POST", $"/api/studies/{id}/trials", string.Empty)).Status);
        service.Kill();
        service.Dispose();
        service = await ServeProcess.StartAsync(Root);
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "complete", "value": 0.25}""")).Status);
        await service.WaitForStatusAsync(id, "paused");
        await service.PostAsync($"/api/studies/{id}/resume");
        Assert.Equal(2, (await AskUntilAsync(id, 200)).Body.GetProperty("trial").GetInt64());
        Assert.Equal(409, (await TellAsync(id, 0, """{"state": "complete", "value": 0.5}""")).Status);
        Assert.Equal(200, (await TellAsync(id, 2, """{"state": "complete", "value": 0.125}""")).Status);
        Assert.Equal(3, (await AskUntilAsync(id, 200)).Body.GetProperty("trial").GetInt64());

        await service.PostAsync($"/api/studies/{id}/stop");
        Assert.Equal(410, (await SendAsync("POST", $"/api/studies/{id}/trials", string.Empty)).Status);
        // What an agent evaluates is waited for; the other two of the batch nobody took, so that they are no trials and no failures.
        Assert.Equal("stopping", (await service.GetAsync($"/api/studies/{id}")).GetProperty("status").GetString());
        Assert.Equal(200, (await TellAsync(id, 3, """{"state": "complete", "value": 0.5}""")).Status);
        JsonElement stopped = await service.WaitForStatusAsync(id, "stopped");

        Assert.Equal(1, first.Body.GetProperty("attempt").GetInt32());
        Assert.Equal(
            (4, 1, 2),
            (
                stopped.GetProperty("trials").GetInt32(),
                stopped.GetProperty("failed").GetInt32(),
                stopped.GetProperty("best").GetProperty("trial").GetInt32()));
        string trials = await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/trials.csv");
        Assert.Contains("CUDA out of memory", trials, StringComparison.Ordinal);
        Assert.Equal(
            ["0", "1", "2", "3"], trials.TrimEnd().Split('\n')[1..].Select(row => row.Split(',')[0]).Where(cell => cell.Length == 1));
        string report = await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/report.md");
        Assert.StartsWith("# study\n\n4 trials, ranked by the score.", report, StringComparison.Ordinal);
        Assert.Contains(" 1 trial failed;", report, StringComparison.Ordinal);
        Assert.StartsWith(
            "trial,x,score,val/loss,failure\n2,",
            await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/tuning_results.csv"),
            StringComparison.Ordinal);
        Assert.Equal(200, (await TellAsync(id, 3, """{"state": "complete", "value": 0.5}""")).Status);
    }

    [Fact]
    public async Task Status_WithinABatch_CountsWhatEndedAndNamesWhoHasTheRest()
    {
        service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(
            "id: live-1\nobjective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: {min: 0.0, max: 1.0}}\n"
                + "sampler: random\npruner: {name: threshold, upper: 2.0}\ntrials: 12\nparallel: 6\n");
        await AskUntilAsync(id, 200);
        for (int trial = 1; trial < 5; trial++)
            await SendAsync("POST", $"/api/studies/{id}/trials", $$"""{"lease_seconds": 600, "agent": "gpu-{{trial}}"}""");
        await TellAsync(id, 0, """{"state": "complete", "metrics": {"loss": 0.3125}}""");
        await SendAsync("POST", $"/api/studies/{id}/trials/1/reports", """{"step": 1, "metrics": {"loss": 3}}""");
        await TellAsync(id, 1, """{"state": "pruned"}""");
        await TellAsync(id, 2, """{"state": "failed", "reason": "no memory"}""");
        await SendAsync("POST", $"/api/studies/{id}/trials/3/reports", """{"step": 7, "metrics": {"loss": 0.5}}""");

        JsonElement study = await service.WaitAsync(id, seen => seen.GetProperty("done").GetInt64() == 3);
        string shown = (await Tuner.RunAsync(["status", id, "--server", service.Address])).Output;

        Assert.Equal(
            (3, 1, 1, 0, 12),
            (
                study.GetProperty("trials").GetInt32(),
                study.GetProperty("failed").GetInt32(),
                study.GetProperty("pruned").GetInt32(),
                study.GetProperty("undefined").GetInt32(),
                study.GetProperty("total").GetInt32()));
        Assert.Equal(
            3600 * study.GetProperty("rate_per_second").GetDouble(), study.GetProperty("rate_per_hour").GetDouble(), 1e-6);
        Assert.True(study.GetProperty("rate_per_hour").GetDouble() > 0);
        Assert.Equal((0, 0.3125), (Best("trial"), Best("score")));
        JsonElement[] running = [.. study.GetProperty("running").EnumerateArray()];
        Assert.Equal([3, 4], running.Select(trial => trial.GetProperty("trial").GetInt32()));
        Assert.Equal(["gpu-3", "gpu-4"], running.Select(trial => trial.GetProperty("agent").GetString()));
        Assert.Equal((7, 0.5), (running[0].GetProperty("step").GetInt32(), running[0].GetProperty("value").GetDouble()));
        Assert.False(running[1].TryGetProperty("step", out _));
        Assert.Equal(1, study.GetProperty("waiting").GetInt32());
        Assert.Matches(@"stage 1 of 1: 3/12, 1 failed, 1 pruned, elapsed=\S+ eta=\S+ rate=\S+", shown);
        Assert.Contains("best: trial 0  0.3125  x=0.", shown, StringComparison.Ordinal);
        Assert.Matches(@"running: trial 3 with agent gpu-3 since \S+, step 7: 0\.5, lease until ", shown);
        Assert.Contains("1 trial waits for an agent.", shown, StringComparison.Ordinal);

        double Best(string name) => study.GetProperty("best").GetProperty(name).GetDouble();
    }

    [PythonFact]
    public async Task Agent_OfTheDocumentation_FinishesAStudyThatTheCommandFollows()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(PythonFactAttribute.Repository!, "docs", "agents.md"));
        string script = Path.Combine(folder, "agent.py"), study = Path.Combine(folder, "study.yaml");
        IEnumerable<string> lines = document[document.IndexOf("## An agent in Python", StringComparison.Ordinal)..].Split('\n').Where(
            line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(script, lines.Select(line => line.Length == 0 ? line : line[4..]));
        await File.WriteAllTextAsync(
            study,
            "id: python-1\nobjective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: {min: -5.0, max: 5.0}, y: {min: "
                + "-5.0, max: 5.0}}\nsampler: tpe\npruner: median\ntrials: 20\nparallel: 2\n");
        service = await ServeProcess.StartAsync(Root);
        Task<(int Code, string Output, string Error)> run = Tuner.RunAsync(
            ["run", study, "--server", service.Address, "--out", Path.Combine(folder, "out")]);
        long start = Stopwatch.GetTimestamp();
        while (!(await service.Client.GetStringAsync("/api/studies")).Contains("python-1", StringComparison.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience && !run.IsFaulted);
            await Task.Delay(50);
        }

        (int Code, string Error)[] agents = await Task.WhenAll(RunAgentAsync(), RunAgentAsync());

        Assert.All(agents, agent => Assert.True(agent.Code == 0, agent.Error));
        Assert.True((await run).Code == 0, (await run).Error);
        string[] trials = await File.ReadAllLinesAsync(Path.Combine(folder, "out", "trials.csv"));
        Assert.Equal(21, trials.Length);
        Assert.All(trials.Skip(1), line => Assert.Matches("^[0-9]+,(complete|pruned),", line));

        async Task<(int Code, string Error)> RunAgentAsync()
        {
            using Process process = Process.Start(
                new ProcessStartInfo("python3", [script, service!.Address, "python-1"])
                {
                    UseShellExecute = false, RedirectStandardError = true
                })!;
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, error);
        }
    }

    [Fact]
    public async Task Ask_WithoutTheKey_IsRefused()
    {
        service = await ServeProcess.StartAsync(Root, Key);

        foreach ((string method, string path) in new[] { ("POST", "trials"), ("POST", "trials/0/reports"), ("PUT", "trials/0") })
            Assert.Equal(401, (await SendAsync(method, $"/api/studies/x/{path}", "{}")).Status);
    }

    [Fact]
    public async Task Run_OnTheCommandLine_NamesTheService()
    {
        string path = Path.Combine(folder, "sweep.yaml");
        await File.WriteAllTextAsync(path, "method: random\nmetric: {name: loss}\nparameters: {x: {values: [1, 2]}}\n");

        (int code, _, string error) = await Tuner.RunAsync(["run", path, "--out", Path.Combine(folder, "out")]);

        Assert.Equal(2, code);
        Assert.Contains("tuner serve", error, StringComparison.Ordinal);
        Assert.Contains("docs/agents.md", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }

    // All of a batch, so that the first that is asked for is the first of them.
    private Task WaitForOffersAsync(string id, int count) => service!.WaitAsync(
        id, study => study.TryGetProperty("waiting", out JsonElement waiting) && waiting.GetInt32() == count);

    public void Dispose()
    {
        service?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> RunInsideAsync(TestFunctionAgent function)
    {
        string path = Path.Combine(folder, "inside.yaml"), output = Path.Combine(folder, "inside");
        await File.WriteAllTextAsync(path, function.Inside);
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", output, "--workers", "1", "--quiet"])).Code);
        return output;
    }

    private async Task AssertSameAsync(string expected, string id)
    {
        foreach (string name in new[] { "tuning_results.csv", "best_trial.json" })
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(expected, name)),
                await service!.Client.GetStringAsync($"/api/studies/{id}/artifacts/{name}"));
        string inside = await File.ReadAllTextAsync(Path.Combine(expected, "trials.csv"));
        Assert.Equal(inside, await service!.Client.GetStringAsync($"/api/studies/{id}/artifacts/trials.csv"));
    }

    private async Task<AgentAnswer> AskUntilAsync(string id, int status)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            AgentAnswer answer = await SendAsync("POST", $"/api/studies/{id}/trials", "{}");
            if (answer.Status == status)
                return answer;
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, answer.ToString());
            await Task.Delay(20);
        }
    }

    private Task<AgentAnswer> TellAsync(string id, long trial, string outcome) =>
        SendAsync("PUT", $"/api/studies/{id}/trials/{trial}", outcome);

    /// <summary>Sends until an answer comes, as an agent does whose service is restarted.</summary>
    private async Task<AgentAnswer> SendAsync(string method, string path, string body)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path)
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json")
                };
                using HttpResponseMessage response = await service!.Client.SendAsync(request);
                string text = await response.Content.ReadAsStringAsync();
                return new AgentAnswer(
                    (int)response.StatusCode,
                    text.Length == 0 ? default : JsonElement.Parse(text),
                    (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
            }
            catch (Exception fault) when (fault is HttpRequestException or ObjectDisposedException or TaskCanceledException
                && Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(50);
            }
        }
    }
}
