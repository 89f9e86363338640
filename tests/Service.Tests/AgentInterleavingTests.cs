using ServerlessTuner.Core.Model.Values;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Studies.Tests.Plan;

namespace ServerlessTuner.Service.Tests;

/// <summary>Many agents at once: what comes out is what a host finds that evaluates by itself.</summary>
public class AgentInterleavingTests : AgentCalls
{
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
        while (!Host.AgentStudies[id].Plan.IsFinished)
        {
            if (random.Next(4) == 0)
                Clock.Turn(random.Next(-Month, Month));
            AgentAnswer asked = (await new TestAgent(id, function, SendAsync).AskAsync($$"""{"lease_seconds": {{Lease}}}"""))!;
            if (asked.Status == 204)
            {
                // However the clock was set, a lease counts for twice its time at most.
                Assert.True(++inVain <= 3, $"Waited {inVain * (Lease + 1)} seconds for a trial whose agent is lost.");
                Clock.Turn(Lease + 1);
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
            Host.AgentStudies[id].History.Records.Select(record => (record.Trial, record.Result.Scores[0])));
    }

    /// <summary>
    /// Agents that come, vanish, are slow and repeat themselves, in any order: each trial is given to one at a time, and what comes
    /// out is what a Host finds that evaluates by itself.
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
        while (!Host.AgentStudies[id].Plan.IsFinished)
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

                Clock.Turn(1);
                continue;
            }

            (TestAgent worker, JsonElement trial, int step, double[] curve) = held[choice];
            long number = trial.GetProperty("trial").GetInt64();
            if (random.Next(20) == 0)
            {
                // Vanishes, and is missed.
                held.RemoveAt(choice);
                Clock.Turn(random.Next(2) * 101);
                continue;
            }

            Clock.Turn(random.Next(10));
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

        Assert.Equal(Rows(expected.History), Rows(Host.AgentStudies[id].History));
        Assert.Equal(expected.Plan.Top, Host.AgentStudies[id].Plan.Top);
    }

    private static string[] Rows(StudyHistory history) =>
    [
        .. history.Records.OrderBy(record => record.Trial).Select(record =>
            $"{record.Trial} {record.Proposal.Values} {record.Proposal.RepeatOf} {record.Result.Outcome} "
                + $"{string.Join(' ', record.Result.Scores)} {string.Join(' ', record.Result.Steps)} "
                    + $"{string.Join(' ', record.Result.Metrics)}"),
    ];
}
