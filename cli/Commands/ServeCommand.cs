using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Serving;
using ServerlessTuner.Core;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Root = new("--root") { Description = "The folder of all state.", DefaultValueFactory = _ => "tuner-service" };
    private static readonly Option<string?> DataRoot = new("--data-root") { Description = "The folder that data paths of studies start from. Default: the working directory." };
    private static readonly Option<string> Bind = new("--bind") { Description = "The address to listen on; other than a loopback address it needs a key.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => 7071 };
    private static readonly Option<string?> Key = new("--key") { Description = "The key that requests must bring in x-functions-key. Better: the variable TUNER_KEY." };
    private static readonly Option<int> Workers = new("--workers") { Description = "Threads that evaluate, for all studies together.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Studies = new("--studies") { Description = "How many studies are at work at once.", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Queue = new("--max-queued") { Description = "How many studies may wait.", DefaultValueFactory = _ => 100 };
    private static readonly Option<long> Trials = new("--max-trials") { Description = "The most trials that a study may have.", DefaultValueFactory = _ => new ServiceLimits().Trials };
    private static readonly Option<int> Body = new("--max-body-kb") { Description = "The largest study file in KiB.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<int> Upload = new("--max-data-mb") { Description = "The largest data file in MiB.", DefaultValueFactory = _ => 1024 };

    public static Command Create()
    {
        var command = new Command("serve", "Serves the HTTP API on this machine. Example: tuner serve --root service")
        {
            Root, DataRoot, Bind, Port, Key, Workers, Studies, Queue, Trials, Body, Upload,
        };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(() => RunAsync(parsed), verbose: true));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        foreach (Option<int> option in new[] { Workers, Studies, Queue, Body, Upload })
        {
            if (parsed.GetValue(option) < 1)
                throw new InvalidInputException(option.Name, $"{option.Name} is {parsed.GetValue(option)}, but must be 1 or more. Write {option.Name} 1.");
        }

        if (parsed.GetValue(Port) is < 0 or > 65535)
            throw new InvalidInputException("--port", $"--port is {parsed.GetValue(Port)}, but must lie between 0 and 65535. Write --port 7071.");
        string bind = parsed.GetValue(Bind)!;
        IPAddress? address = bind == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(bind, out IPAddress? found) ? found : null;
        if (address is null)
            throw new InvalidInputException("--bind", $"--bind is '{bind}', but must be an address such as 127.0.0.1 or 0.0.0.0.");
        var options = new ServeOptions
        {
            Root = Path.GetFullPath(parsed.GetValue(Root)!),
            DataRoot = Path.GetFullPath(parsed.GetValue(DataRoot) ?? "."),
            Bind = bind,
            Port = parsed.GetValue(Port),
            Key = (parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("TUNER_KEY")) is { Length: > 0 } key ? key : null,
            Workers = parsed.GetValue(Workers),
            Studies = parsed.GetValue(Studies),
            Limits = new ServiceLimits
            {
                Queued = parsed.GetValue(Queue),
                Trials = parsed.GetValue(Trials),
                BodyBytes = parsed.GetValue(Body) * 1024L,
                DataBytes = parsed.GetValue(Upload) * 1024L * 1024L,
            },
        };
        if (options.Key is null && !IPAddress.IsLoopback(address))
            throw new InvalidInputException("--bind", $"--bind is {bind}, which others can reach, but there is no key. Set TUNER_KEY, or listen on 127.0.0.1.");

        var stop = new TaskCompletionSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, stop));
        await Service.RunAsync(options, address, Console.Out, stop.Task);
        return ExitCodes.Done;
    }

    private static void End(PosixSignalContext context, TaskCompletionSource stop)
    {
        context.Cancel = true;
        stop.TrySetResult();
    }
}
