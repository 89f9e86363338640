using Microsoft.DurableTask.Client;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Storage;
using ServerlessTuner.Functions.Tests.Storage;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>Studies whose trials agents evaluate, on the engine of Durable in memory.</summary>
public sealed class AgentOrchestrationTests
{
    [Fact]
    public async Task Agents_SeveralAtOnce_GiveTheTrialsOfTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync();
        await RunAsync(farm, 3);
    }

    [ContractFact]
    public async Task Agents_OnTables_GiveTheTrialsOfTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync(agentTrials: new TableAgentTrialStore(Azurite.NewTable()));
        await RunAsync(farm, 4);
    }

    [Fact]
    public async Task Agents_WhileItContinuesAsNew_GiveTheTrialsOfTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, LongestHistory = 12 });

        await RunAsync(farm, 3);

        // Ten batches of four trials, each an offer, a proposal and four events.
        Assert.InRange(farm.Generations.Count, 4, 6);
    }

    [Fact]
    public async Task Agents_LateForTheWallTime_AreAwaitedNoLonger()
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, RecheckSeconds = 0.5 });
        var function = new TestFunctionAgent(1, "sampler: random\nparallel: 3\ntrials: 30\nwall_time: 3s");
        string id = await farm.PostAsync(function.Outside, "clock");
        var agent = new TestAgent(id, function, farm.SendAsync);
        while ((await agent.AskAsync())!.Status == 204)
            await Task.Delay(20);
        await agent.TellAsync(0, """{"state": "complete", "value": 2.5}""", 200);
        Assert.Equal(200, (await agent.AskAsync("{\"lease_seconds\": 1}"))!.Status);

        await farm.WaitAsync(id);

        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        // Trial 1 was lost with its agent; trial 2 nobody had taken.
        Assert.Equal((StudyStatus.Completed, 2L, 1L, 0L), (record.Status, record.Trials, record.Failed, record.BestTrial));
        Assert.Null(await agent.AskAsync());
    }

    [Fact]
    public async Task Agent_Lost_ItsTrialIsGivenAgain()
    {
        await using Farm farm = await Farm.StartAsync();
        var function = new TestFunctionAgent(1, "sampler: random\nparallel: 2\ntrials: 4");
        string id = await farm.PostAsync(function.Outside, "lost");
        var lost = new TestAgent(id, function, farm.SendAsync);
        while ((await lost.AskAsync("{\"lease_seconds\": 1}"))!.Status == 204)
            await Task.Delay(20);
        var agent = new TestAgent(id, function, farm.SendAsync);

        await agent.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        await farm.WaitAsync(id);
        Assert.Equal([(0, 1)], lost.Given);
        Assert.Equal([(0, 2), (1, 1), (2, 1), (3, 1)], agent.Given.Order());
        Assert.Equal(StudyStatus.Completed, (await farm.Store.FindAsync(id, default))!.Status);
    }

    [Fact]
    public async Task Event_Lost_IsMadeUpFor()
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, RecheckSeconds = 0.5 });
        var function = new TestFunctionAgent(1, "sampler: tpe\nparallel: 2\ntrials: 4");
        string id = await farm.PostAsync(function.Outside, "silent");
        // Told to the store alone, as by a host that dies before it says so to the orchestrator.
        for (int told = 0; told < 4;)
        {
            foreach (StoredTrial stored in await farm.AgentTrials.ListOpenAsync(id, 0, default))
            {
                AgentTrial given = stored.Trial.Give(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
                var rules = new AgentRules(Core.Studies.Files.StudyFile.Parse(function.Outside, "study.yaml"));
                double value = function.Curve(given.Item.Values)[^1];
                Assert.True(
                    await farm.AgentTrials.ReplaceAsync(
                        id, given.End(DateTimeOffset.UtcNow, rules.Judge.Complete(given.Item, [value], [])), stored.Version, default));
                told++;
            }

            await Task.Delay(50);
        }

        await farm.WaitAsync(id);

        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Completed, 4L), (record.Status, record.Trials));
        Assert.Equal(await ReadTrialsAsync(await farm.RunTunerAsync(function.Inside)), await ReadTrialsAsync(farm.FolderOf(id)));
    }

    [Fact]
    public async Task Signals_PauseResumeStop_AreObeyed()
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, RecheckSeconds = 0.5 });
        var function = new TestFunctionAgent(1, "sampler: random\nparallel: 3\ntrials: 30");
        string id = await farm.PostAsync(function.Outside, "signals");
        var agent = new TestAgent(id, function, farm.SendAsync);
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Running);
        while ((await agent.AskAsync())!.Status == 204)
            await Task.Delay(20);

        await farm.Host.SignalAsync(id, StudySignal.Pause, default);
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Paused);
        Assert.Equal(204, (await agent.AskAsync())!.Status);
        await agent.TellAsync(0, """{"state": "complete", "value": 2.5}""", 200);
        await farm.Host.SignalAsync(id, StudySignal.Resume, default);
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Running);
        Assert.Equal(200, (await agent.AskAsync("{\"lease_seconds\": 2}"))!.Status);
        Assert.Equal(200, (await agent.AskAsync())!.Status);
        await farm.Host.SignalAsync(id, StudySignal.Stop, default);
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Stopping);
        Assert.Null(await agent.AskAsync());
        await agent.TellAsync(2, """{"state": "failed", "reason": "no memory"}""", 200);
        // Trial 1 is waited for until its lease is over.
        await farm.WaitAsync(id);

        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Stopped, 3L, 2L, 0L), (record.Status, record.Trials, record.Failed, record.BestTrial));
        string[] failures = [.. (await farm.Store.ListTrialsAsync(id, 1, default)).Select(trial => trial.Failure ?? string.Empty)];
        Assert.Equal(["", "The search ended before an agent evaluated this trial.", "no memory"], failures);
        await agent.TellAsync(2, """{"state": "failed", "reason": "no memory"}""", 200);
        await agent.TellAsync(1, """{"state": "complete", "value": 1}""", 409);
    }

    [Fact]
    public async Task Signals_Cancel_EndsNow()
    {
        await using Farm farm = await Farm.StartAsync();
        var function = new TestFunctionAgent(1, "sampler: random\nparallel: 3\ntrials: 30");
        string id = await farm.PostAsync(function.Outside, "cancel");
        var agent = new TestAgent(id, function, farm.SendAsync);
        while ((await agent.AskAsync())!.Status == 204)
            await Task.Delay(20);

        await farm.Host.SignalAsync(id, StudySignal.Cancel, default);
        await farm.WaitAsync(id);

        Assert.Equal(StudyStatus.Cancelled, (await farm.Store.FindAsync(id, default))!.Status);
        Assert.Null(await agent.AskAsync());
        await agent.TellAsync(0, """{"state": "complete", "value": 1}""", 410);
    }

    private static async Task RunAsync(Farm farm, int agents)
    {
        var function = new TestFunctionAgent(4, "sampler: tpe\npruner: median\nparallel: 4\ntrials: 40");
        string id = await farm.PostAsync(function.Outside, "agents");
        TestAgent[] workers = [.. Enumerable.Range(0, agents).Select(_ => new TestAgent(id, function, farm.SendAsync))];

        await Task.WhenAll(workers.Select(worker => Task.Run(worker.RunAsync))).WaitAsync(TimeSpan.FromMinutes(3));

        OrchestrationMetadata ended = await farm.WaitAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Completed, 40L, true), (record.Status, record.Trials, record.Pruned > 0));
        Assert.Equal(Enumerable.Range(0, 40).Select(number => ((long)number, 1)), workers.SelectMany(worker => worker.Given).Order());
        string expected = await farm.RunTunerAsync(function.Inside);
        Assert.Equal(await ReadTrialsAsync(expected), await ReadTrialsAsync(farm.FolderOf(id)));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(expected, "tuning_results.csv")),
            await File.ReadAllTextAsync(Path.Combine(farm.FolderOf(id), "tuning_results.csv")));
    }

    private static Task<string[]> ReadTrialsAsync(string folder) => File.ReadAllLinesAsync(Path.Combine(folder, "trials.csv"));
}
