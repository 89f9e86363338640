using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Serving;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Root = new("--root") { Description = "The folder of all state. Default: tuner-service." };
    private static readonly Option<string?> DataRoot = new("--data-root")
    {
        Description = "The folder that data paths of studies start from. Default: files in the folder of all state."
    };
    private static readonly Option<string?> Models = new("--models")
    {
        Description = "The folder of the registry of models. Default: models in the folder of all state."
    };
    private static readonly Option<string?> Bind = new("--bind")
    {
        Description = "The address to listen on; other than a loopback address it needs a key. Default: 127.0.0.1."
    };
    private static readonly Option<string?> Port = new("--port") { Description = "The port; 0 takes a free one. Default: 7071." };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The key that requests must bring in x-functions-key. Better: the variable TUNER_KEY."
    };
    private static readonly Option<string?> Workers = new("--workers")
    {
        Description = "Threads that evaluate, for all studies together. Default: one per processor."
    };
    private static readonly Option<string?> Studies = new("--studies")
    {
        Description = "How many studies are at work at once. Default: 4."
    };
    private static readonly Option<string?> Queue = new("--max-queued") { Description = "How many studies may wait. Default: 100." };
    private static readonly Option<string?> Trials = new("--max-trials")
    {
        Description = "The most trials that a study may have. Default: 10000000000."
    };
    private static readonly Option<string?> Body = new("--max-body-kb") { Description = "The largest study file in KiB. Default: 1024." };
    private static readonly Option<string?> Upload = new("--max-data-mb") { Description = "The largest data file in MiB. Default: 1024." };

    private static readonly Option<string?> Uploads = new("--max-uploads-mb")
    {
        Description = "All data files together in MiB. Default: 65536."
    };
    private static readonly Option<string?> Attempts = new("--max-attempts")
    {
        Description = "How often a trial is given to agents that fall silent, before it fails. Default: 3."
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serves the HTTP API on this machine. Example: tuner serve --root service")
        {
            Root, DataRoot, Models, Bind, Port, Key, Workers, Studies, Queue, Trials, Body, Upload, Uploads, Attempts,
        };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(() => RunAsync(parsed), verbose: true));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        int port = (int)Whole(parsed, Port, 7071, least: 0, most: 65535);
        string bind = parsed.GetValue(Bind) ?? "127.0.0.1";
        IPAddress? address = bind == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(bind, out IPAddress? found) ? found : null;
        if (address is null)
            throw new InvalidInputException("--bind", $"--bind is '{bind}', but must be an address such as 127.0.0.1 or 0.0.0.0.");
        var options = new ServeOptions
        {
            Root = Path.GetFullPath(parsed.GetValue(Root) ?? "tuner-service"),
            DataRoot = Path.GetFullPath(parsed.GetValue(DataRoot) ?? Path.Combine(parsed.GetValue(Root) ?? "tuner-service", "files")),
            Models = parsed.GetValue(Models) is { } models ? Path.GetFullPath(models) : null,
            Bind = bind,
            Port = port,
            Key = (parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("TUNER_KEY")) is { Length: > 0 } key ? key : null,
            Workers = (int)Whole(parsed, Workers, Environment.ProcessorCount, most: 1024),
            Studies = (int)Whole(parsed, Studies, 4, most: 1000),
            Limits = new ServiceLimits
            {
                Queued = (int)Whole(parsed, Queue, 100, most: 1_000_000),
                Trials = Whole(parsed, Trials, new ServiceLimits().Trials),
                BodyBytes = Whole(parsed, Body, 1024, most: 1 << 20) * 1024,
                DataBytes = Whole(parsed, Upload, 1024, most: 1 << 20) * 1024 * 1024,
                DataTotalBytes = Whole(parsed, Uploads, 65536, most: 1 << 30) * 1024 * 1024,
                Attempts = (int)Whole(parsed, Attempts, 3, most: 1000),
            },
        };
        if (options.Key is null && !IPAddress.IsLoopback(address))
            throw new InvalidInputException(
                "--bind", $"--bind is {bind}, which others can reach, but there is no key.", "Set TUNER_KEY, or listen on 127.0.0.1.");

        var stop = new TaskCompletionSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, stop));
        MakeDataRoot(options.DataRoot);
        await Service.RunAsync(options, address, Console.Out, stop.Task);
        return ExitCodes.Done;
    }

    private static void MakeDataRoot(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--data-root", $"The folder '{folder}' cannot be made: {fault.Message} Choose another.");
        }
    }

    private static long Whole(ParseResult parsed, Option<string?> option, long usual, long least = 1, long most = long.MaxValue) =>
        WholeNumber.Of(parsed, option, usual, least, most) ?? usual;

    private static void End(PosixSignalContext context, TaskCompletionSource stop)
    {
        context.Cancel = true;
        // Who asks twice does not want to wait; the next start takes everything up.
        if (!stop.TrySetResult())
            Environment.Exit(ExitCodes.Interrupted);
    }
}
