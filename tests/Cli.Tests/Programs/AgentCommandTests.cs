using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Serving;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests.Programs;

/// <summary><c>tuner agent</c> against a service on this machine, with machines that die and users that go.</summary>
public sealed class AgentCommandTests : IDisposable
{
    private const string Study =
        "program: t.sh\ncommand: [sh, \"${program}\", \"${args_no_hyphens}\"]\nmethod: bayes\nmetric: {name: loss, goal: minimize}\n"
            + "parameters: {x: {min: 0.0, max: 1.0}}\npruner: median\nparallel: 3\ntrials: 12\n";

    // Better from step to step, and worse for most; so that some are stopped.
    private const string Script =
        "x=${1#x=}\necho $$ >> pids\nfor s in 1 2 3 4; do echo \"{\\\"step\\\": $s, \\\"loss\\\": $x}\"; sleep 0.1; done\n";

    private readonly TunerCommand tuner = new();

    [PythonFact]
    public async Task Agents_OneKilled_EndWithTheBytesOfARun()
    {
        tuner.Write("t.sh", Script);
        string study = tuner.Write("s.yaml", Study);
        Ended run = await tuner.RunAsync("run", study, "--out", "run", "--quiet");
        using ServeProcess service = await ServeProcess.StartAsync(tuner.In("service"));
        await service.StartStudyAsync("id: one\n" + Study);
        Process lost = Agent(service, "lost", "--lease", "2");
        while (!File.Exists(tuner.In("runs", "lost", "logs", "trial-0.log")))
            await Task.Delay(50);
        await tuner.ShellAsync($"kill -9 {lost.Id}");
        await TunerCommand.EndAsync(lost);

        Ended[] agents = await Task.WhenAll(
            TunerCommand.EndAsync(Agent(service, "a", "--parallel", "2")), TunerCommand.EndAsync(Agent(service, "b")));
        await service.WaitForStatusAsync("one", "completed");

        Assert.Equal(0, run.Code);
        Assert.All(agents, agent => Assert.Equal((0, string.Empty), (agent.Code, agent.Error)));
        string output = tuner.In("service", "studies", "one", "out");
        Assert.Equal(File.ReadAllText(tuner.In("run", "trials.csv")), File.ReadAllText(Path.Combine(output, "trials.csv")));
        Assert.Contains("$ sh t.sh x=", await File.ReadAllTextAsync(Path.Combine(output, "logs", "trial-5.log")), StringComparison.Ordinal);
        Assert.Contains("pruned", File.ReadAllText(tuner.In("run", "trials.csv")), StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Agent_InterruptedTwice_GivesItsTrialBack()
    {
        tuner.Write("t.sh", "if [ -e go ]; then echo loss: 1; else touch begun; sleep 1000; fi\n");
        using ServeProcess service = await ServeProcess.StartAsync(tuner.In("service"));
        await service.StartStudyAsync("id: two\n" + Study.Replace("trials: 12", "trials: 1", StringComparison.Ordinal));
        Process agent = Agent(service, "a");
        while (!File.Exists(tuner.In("begun")))
            await Task.Delay(50);
        await tuner.ShellAsync($"kill -INT {agent.Id}; sleep 0.3; kill -INT {agent.Id}");

        Ended gone = await TunerCommand.EndAsync(agent);
        tuner.Write("go", string.Empty);
        Ended next = await TunerCommand.EndAsync(Agent(service, "b"));

        Assert.Equal(130, gone.Code);
        Assert.Contains("Trial 0 was given back.", gone.Output, StringComparison.Ordinal);
        Assert.Contains("trial 0 done", next.Output, StringComparison.Ordinal);
        Assert.Equal(0, next.Code);
    }

    [PythonFact]
    public async Task Agent_WhoseMachineFails_EndsAndLeavesTheStudy()
    {
        tuner.Write("t.sh", "echo broken >&2; exit 3\n");
        using ServeProcess service = await ServeProcess.StartAsync(tuner.In("service"));
        await service.StartStudyAsync("id: three\n" + Study);

        Ended ended = await TunerCommand.EndAsync(Agent(service, "a", "--max-failures", "2"));

        Assert.Equal(1, ended.Code);
        Assert.Contains("trial 0 failed", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Ended with exit code 3: broken.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("2 trials in a row failed on this machine", ended.Output, StringComparison.Ordinal);
    }

    public void Dispose() => tuner.Dispose();

    private Process Agent(ServeProcess service, string name, params string[] more) => tuner.Start(
        [
            "agent", Id(), "--server", service.Address, "--name", name, "--out",
            Path.Combine("runs", name), .. more
        ]);

    private string Id() =>
        Path.GetFileName(Directory.GetDirectories(Path.Combine(tuner.In("service"), "studies")).Single());
}
