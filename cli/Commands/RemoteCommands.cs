using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Cli.Commands;

/// <summary>The commands that speak to a service: status, list, pause, resume, stop, cancel, fetch, and <c>run --server</c>.</summary>
internal static class RemoteCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The study's id." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the service's answer as one line of JSON." };

    /// <summary>The commands; <c>resume</c> is in <see cref="FolderCommands"/>, because it takes a folder, too.</summary>
    public static IEnumerable<Command> Create()
    {
        yield return Status();
        yield return List();
        yield return Signal(
            "pause",
            StudySignal.Pause,
            "Starts no new work of a study on a service until it is resumed. Example: tuner pause fx-1 --server http://127.0.0.1:7071");
        yield return Signal("stop", StudySignal.Stop, "Lets a study on a service finish what runs, then publish. Example: tuner stop fx-1");
        yield return Signal("cancel", StudySignal.Cancel, "Ends a study on a service now. Example: tuner cancel fx-1");
        yield return Fetch();
        yield return Delete();
    }

    /// <summary>Resumes a study on the service that the command line or the environment names.</summary>
    public static Task<int> ResumeAsync(ParseResult parsed, string id) => SignalAsync(parsed, id, StudySignal.Resume);

    /// <summary><c>tuner run FILE --server URL</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The study file.</param>
    /// <param name="spec">The study.</param>
    /// <param name="overrides">What the command line says beside the file.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="every">One line of progress for every so many trials.</param>
    /// <param name="quiet">Print nothing but errors.</param>
    public static async Task<int> RunAsync(
        ParseResult parsed, string path, StudySpec spec, StudyOverrides overrides, string folder, long every, bool quiet)
    {
        using ServiceClient client = RemoteOptions.Connect(parsed);
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, stop));
        var run = new RemoteRun(client, Console.Out, quiet);
        StudyView? study = null;
        try
        {
            study = await run.StartAsync(path, spec, overrides, stop.Token);
            if (!quiet)
                await Console.Out.WriteLineAsync($"Study {study.Id} on {client.Server}.");
            study = await run.FollowAsync(study, every, stop.Token);
            if (study.Status is StudyStatus.Failed or StudyStatus.Cancelled)
            {
                // A study whose trials all failed has results that say why.
                if (study.Status == StudyStatus.Failed && await run.FetchAsync(study.Id, folder, [], stop.Token) > 0)
                    await Console.Error.WriteLineAsync($"Results in {folder}.");
                await Console.Error.WriteLineAsync(
                    $"{study.Error ?? $"The study was {study.Status.ToString().ToLowerInvariant()}."} To run it again, give it another "
                        + $"id: in the study file.");
                return ExitCodes.Fault;
            }

            await run.FetchAsync(study.Id, folder, [], stop.Token);
            if (!quiet)
            {
                await run.ShowRankingAsync(study, stop.Token);
                await run.ShowRemarksAsync(study, folder, stop.Token);
                await Console.Out.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"Results in {folder} after {study.ElapsedSeconds:F2} s."));
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                study is null
                    ? "Interrupted before the study was started."
                    : $"Interrupted. The study goes on; 'tuner status {study.Id}' follows it, 'tuner cancel {study.Id}' ends it.");
            return ExitCodes.Interrupted;
        }
    }

    private static Command Status()
    {
        var command = new Command(
            "status", "Shows where a study on a service stands. Example: tuner status fx-1 --server http://127.0.0.1:7071") { Id, Json };
        return Finish(command, async (parsed, client) =>
        {
            StudyView study = await client.GetAsync(parsed.GetValue(Id)!, default);
            if (parsed.GetValue(Json))
                JsonLine.Write(study, ServiceJson.Default.StudyView);
            else
                await ShowAsync(study);
        });
    }

    private static Command List()
    {
        var command = new Command(
            "list", "Lists the studies of a service, the newest first. Example: tuner list --server http://127.0.0.1:7071") { Json };
        return Finish(command, async (parsed, client) =>
        {
            StudyListView list = await client.ListAsync(default);
            if (parsed.GetValue(Json))
            {
                JsonLine.Write(list, ServiceJson.Default.StudyListView);
                return;
            }

            IReadOnlyList<StudyView> studies = list.Studies;
            if (studies.Count == 0)
                await Console.Out.WriteLineAsync("There are no studies.");
            foreach (StudyView study in studies)
                await Console.Out.WriteLineAsync(
                    $"{study.Id,-36} {study.Status.ToString().ToLowerInvariant(),-10} {study.Done,10}/{study.Total,-10} {study.Name}");
        });
    }

    private static Command Signal(string name, StudySignal signal, string description)
    {
        var command = new Command(name, description) { Id, RemoteOptions.Server, RemoteOptions.Key };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(() => SignalAsync(parsed, parsed.GetValue(Id)!, signal), verbose: false));
        return command;
    }

    private static Command Fetch()
    {
        var names = new Argument<string[]>("name") { Description = "The files to fetch. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var folder = new Option<string?>("--out") { Description = "The folder they go to. Default: runs/ID." };
        var command = new Command(
            "fetch", "Fetches the files of a study from a service. Example: tuner fetch fx-1 --out runs/fx-1") { Id, names, folder };
        return Finish(command, async (parsed, client) =>
        {
            string id = parsed.GetValue(Id)!;
            string target = Path.GetFullPath(parsed.GetValue(folder) ?? Path.Combine("runs", id));
            int count = await new RemoteRun(client, Console.Out, quiet: false).FetchAsync(
                id, target, parsed.GetValue(names) ?? [], default);
            await Console.Out.WriteLineAsync($"Fetched {count} files to {target}.");
        });
    }

    private static Command Delete()
    {
        var command = new Command(
            "delete",
            "Removes a study that has ended from a service, with its results. Example: tuner delete fx-1 --server "
                + "http://127.0.0.1:7071") { Id };
        return Finish(command, async (parsed, client) =>
        {
            await client.DeleteAsync(parsed.GetValue(Id)!, default);
            await Console.Out.WriteLineAsync($"Removed {parsed.GetValue(Id)}.");
        });
    }

    private static Command Finish(Command command, Func<ParseResult, ServiceClient, Task> action)
    {
        command.Add(RemoteOptions.Server);
        command.Add(RemoteOptions.Key);
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                using ServiceClient client = RemoteOptions.Connect(parsed);
                await action(parsed, client);
                return ExitCodes.Done;
            },
            verbose: false,
            parsed.GetValue(Json)));
        return command;
    }

    private static async Task<int> SignalAsync(ParseResult parsed, string id, StudySignal signal)
    {
        using ServiceClient client = RemoteOptions.Connect(parsed);
        await ShowAsync(await client.SignalAsync(id, signal, default));
        return ExitCodes.Done;
    }

    private static async Task ShowAsync(StudyView study)
    {
        TextWriter output = Console.Out;
        await output.WriteLineAsync($"{study.Id}: {study.Status.ToString().ToLowerInvariant()} ('{study.Name}')");
        if (study.Error is not null)
            await output.WriteLineAsync(study.Error);
        foreach (string line in StatusText.Lines(study))
            await output.WriteLineAsync(line);
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}
