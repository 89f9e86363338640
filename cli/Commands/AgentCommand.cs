using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Programs;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files.Options;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Programs;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner agent ID</c>.</summary>
internal static class AgentCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly Argument<string> Id = new("id") { Description = "The study's id." };
    private static readonly Option<string?> Parallel = new("--parallel")
    {
        Description = "How many programs run at once, where the study names no slots. Default: 1."
    };
    private static readonly Option<string?> Count = new("--count")
    {
        Description = "How many trials to take. Default: until the study ends."
    };
    private static readonly Option<string?> MaxFailures = new("--max-failures")
    {
        Description = "Ends this agent after so many failures in a row of its own. Default: 5."
    };
    private static readonly Option<string?> Lease = new("--lease")
    {
        Description = "After how many silent seconds a trial is given to another agent, such as when this machine dies. Default: 60."
    };
    private static readonly Option<string?> Name = new("--name") { Description = "How it is shown. Default: the machine and a number." };
    private static readonly Option<string?> Study = new("--study")
    {
        Description = "The study file: the agent runs what the service says only where this file says the same."
    };
    private static readonly Option<bool> AllowCommand = new("--allow-command")
    {
        Description = "Run what a service on another machine says, whatever it is."
    };
    private static readonly Option<string?> Out = new("--out") { Description = "The folder of logs and files. Default: runs/agent-ID." };

    public static Command Create()
    {
        var command = new Command(
            "agent",
            "Runs the program of a study on a service for one trial after the other. Example: tuner agent fx-1 --parallel 2 --count 20")
        {
            Id, Parallel, Count, MaxFailures, Lease, Name, Study, AllowCommand, Out, RemoteOptions.Server, RemoteOptions.Key,
        };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(() => RunAsync(parsed), verbose: false));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        string id = parsed.GetValue(Id)!;
        using ServiceClient client = RemoteOptions.Connect(parsed, Patience, "http://127.0.0.1:7071");
        StudySpec spec = await client.StudyAsync(id, default);
        if (spec.Objective is not ExternalSpec { HasProgram: true } objective)
            throw new InvalidInputException(
                "id", $"The study '{id}' has no program that an agent could run.", "Add program or command to the study file.");
        Allow(parsed, client, objective);
        var usual = new AgentOptions
        {
            Name = parsed.GetValue(Name) ?? string.Create(
                CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
        };
        AgentOptions options = usual with
        {
            Parallel = (int)(WholeNumber.Of(parsed, Parallel, usual.Parallel, most: 1000) ?? usual.Parallel),
            Count = WholeNumber.Of(parsed, Count, 20),
            MaxFailures = (int)(WholeNumber.Of(parsed, MaxFailures, usual.MaxFailures, most: int.MaxValue) ?? usual.MaxFailures),
            Lease = WholeNumber.Of(parsed, Lease, (long)usual.Lease.TotalSeconds, most: (long)AgentDesk.LongestLease.TotalSeconds)
                is long seconds ? TimeSpan.FromSeconds(seconds) : usual.Lease,
        };
        string folder = Path.GetFullPath(parsed.GetValue(Out) ?? Path.Combine("runs", $"agent-{id}"));
        return await WorkAsync(id, client, new AgentRules(spec), options, folder, parsed.GetValue(Study));
    }

    private static async Task<int> WorkAsync(
        string id, ServiceClient client, AgentRules rules, AgentOptions options, string folder, string? study)
    {
        ProgramSite site = ProgramSite.Find(
            rules.Objective, study is null ? null : Path.GetDirectoryName(Path.GetFullPath(study)));
        using FolderLock folderLock = FolderLock.Take(folder);
        var files = new ProgramFolder(folder);
        await using ProgramTrials trials = await ProgramTrials.StartAsync(
            rules, site, files, options.Parallel, Console.Error.WriteLine, default);
        foreach (string note in site.Notes)
            await Console.Out.WriteLineAsync(note);
        await Console.Out.WriteLineAsync(
            $"Agent {options.Name} runs {Shown(rules.Objective)} for the study '{rules.Spec.Name}' ({id}) on {client.Server}, "
                + $"{trials.Slots} at once. Logs are in {folder}.");
        using var finish = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT, context => Interrupt(context, finish, stop));
        // A machine that is taken away gives no second warning.
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            finish.Cancel();
            stop.Cancel();
        });
        var agent = new RemoteAgent(id, client, trials, rules, files, options, line =>
        {
            lock (options)
                Console.Out.WriteLine(line);
        });
        await agent.WorkAsync(finish.Token, stop.Token);
        if (stop.IsCancellationRequested)
            return ExitCodes.Interrupted;
        return agent.HasGivenUp ? ExitCodes.Fault : ExitCodes.Done;
    }

    // Whoever can post a study to a service elsewhere must not be able to run anything here.
    private static void Allow(ParseResult parsed, ServiceClient client, ExternalSpec objective)
    {
        if (client.IsLocal || parsed.GetValue(AllowCommand))
            return;
        if (parsed.GetValue(Study) is not { } file)
            throw new InvalidInputException(
                "--study",
                $"The service on {client.Server} wants this agent to run: {Shown(objective)}.",
                "Give --study FILE with the study file, so that what it says is run and nothing else; or --allow-command to trust the "
                    + "service.");
        if (StudyText.Load(file, new StudyOverrides()).Objective is not ExternalSpec own
            || own.Program != objective.Program
            || !own.Command.SequenceEqual(objective.Command)
            || !SameSlots(own, objective))
            throw new InvalidInputException(
                "--study",
                $"The service on {client.Server} wants this agent to run: {Shown(objective)}. '{file}' says something else.",
                "Start the study from the same file, or give --allow-command to trust the service.");
    }

    private static bool SameSlots(ExternalSpec own, ExternalSpec other) =>
        own.Slots.Count == other.Slots.Count
            && own.Slots.Zip(other.Slots).All(pair => pair.First.Environment.SequenceEqual(pair.Second.Environment));

    private static string Shown(ExternalSpec objective) => objective.Command.Count > 0
        ? ProgramCommand.Line(objective.Command)
        : $"'{objective.Program}' with the trial's values";

    private static void Interrupt(PosixSignalContext context, CancellationTokenSource finish, CancellationTokenSource stop)
    {
        context.Cancel = true;
        if (finish.IsCancellationRequested)
        {
            stop.Cancel();
            return;
        }

        Console.Error.WriteLine("Takes no more trials, and finishes those at work. Ctrl-C again gives them back at once.");
        finish.Cancel();
    }
}
