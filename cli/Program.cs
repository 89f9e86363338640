using System.CommandLine;
using ServerlessTuner.Cli.Commands;

namespace ServerlessTuner.Cli;

/// <summary>The <c>tuner</c> command.</summary>
public static class Program
{
    /// <summary>Runs the command; returns 0 when done, 2 for bad input, 130 when interrupted, 1 for a fault of ours.</summary>
    public static async Task<int> Main(string[] args)
    {
        StandardStreams.Endure();
        args = Array.ConvertAll(args, Hyphenated);
        ParseResult parsed = (IsPlainRun(args) ? new Command("tuner") { RunCommand.Create(help: false) } : All(args)).Parse(args);
        // A shell asks for what may come next in the middle of a line.
        bool suggests = args is [['[', ..], ..];
        if (parsed.Errors.Count > 0 && !suggests)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See 'tuner --help'.");
            return ExitCodes.BadInput;
        }

        // Ctrl-C is answered by the run itself, which says what was kept.
        return StandardStreams.Conclude(
            await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
    }

    // The tool that this one replaces wrote --top_k; nothing here has an underscore in the name of an option.
    private static string Hyphenated(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal))
            return arg;
        int end = arg.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? arg.Replace('_', '-') : string.Concat(arg[..end].Replace('_', '-'), arg[end..]);
    }

    // The other commands and the texts of help would take as long to make as a thousand trials to evaluate.
    private static bool IsPlainRun(string[] args) =>
        args is ["run", ..]
            && !Array.Exists(args, arg => arg is "--help" or "-h" or "/h" or "-?" or "/?" or "--version" || arg.StartsWith('@'));

    private static RootCommand All(string[] args)
    {
        var root = new RootCommand(
            "Tunes trading strategies and models: searches the parameters of a study file and says which results to trust.")
        {
            RunCommand.Create(help: args is ["run", ..]),
            FolderCommands.Resume(),
            FolderCommands.Rerun(),
            InsightCommands.Best(),
            InsightCommands.Top(),
            InsightCommands.Importance(),
            ExportCommand.Create(),
            ReportCommand.Create(),
            PredictCommand.Create(),
            ModelCommands.Create(),
            ReplayCommand.Create(),
            FeaturesCommand.Create(),
            ValidateCommand.Create(),
            InitCommand.Create(),
            StrategiesCommand.Create(),
            DataCommand.Create(),
            ServeCommand.Create(),
            AgentCommand.Create(),
            CompletionCommand.Create(),
        };
        foreach (Command remote in RemoteCommands.Create())
            root.Add(remote);
        return root;
    }
}
