using System.CommandLine;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner resume DIR</c> and <c>tuner rerun DIR</c>: what goes on in an output folder, without the study file.</summary>
internal static class FolderCommands
{
    private static readonly Argument<string> Folder = new("dir") { Description = "The output folder of a run." };
    private static readonly Option<string?> Workers = new("--workers") { Description = "Threads that evaluate. Default: as before." };

    public static Command Resume()
    {
        var study = new Argument<string>("study")
        {
            Description = "The output folder of an interrupted run, or the id of a paused study on a service."
        };
        var command = new Command(
            "resume",
            "Continues a study that was interrupted or paused. Examples: tuner resume runs/eurusd, tuner resume fx-1 --server "
                + "http://127.0.0.1:7071")
        {
            study, Workers, RemoteOptions.Server, RemoteOptions.Key,
        };
        RunCommand.AddOutputOptions(command);
        command.SetAction((parsed, _) => RunCommand.GuardAsync(
            parsed,
            () => parsed.GetValue(study)! is var named && !Directory.Exists(named) && RemoteOptions.ServerOf(parsed) is not null
                ? RemoteCommands.ResumeAsync(parsed, named)
                : RunAsync(parsed, named, new RunOptions())));
        return command;
    }

    public static Command Rerun()
    {
        var failed = new Option<bool>("--failed") { Description = "All trials that failed." };
        var trials = new Option<string?>("--trials") { Description = "The numbers of the trials, such as 4,17." };
        var command = new Command(
            "rerun",
            "Runs trials again in place, with the same numbers and values. Example: tuner rerun runs/eurusd --failed")
            {
                Folder, failed, trials, Workers
            };
        RunCommand.AddOutputOptions(command);
        command.SetAction((parsed, _) => RunCommand.GuardAsync(
            parsed,
            () =>
            {
                long[] numbers = Numbers(parsed.GetValue(trials));
                if (numbers.Length == 0 && !parsed.GetValue(failed))
                    throw new InvalidInputException("--trials", "Nothing was named to run again.", "Give --failed, or --trials 4,17.");
                return RunAsync(
                    parsed, parsed.GetValue(Folder)!, new RunOptions { Rerun = numbers, RerunFailed = parsed.GetValue(failed) });
            }));
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, string named, RunOptions options)
    {
        string folder = Path.GetFullPath(named);
        StudySpec spec = StudyFolder.Load(folder);
        if (parsed.GetValue(Workers) is { } text)
        {
            if (!int.TryParse(text, out int workers) || workers < 1)
                throw new InvalidInputException(
                    "--workers", $"--workers is '{text}', but must be a whole number, 1 or more.", "Write --workers 2.");
            spec = spec with { Run = spec.Run with { Workers = workers } };
        }

        return RunCommand.RunAsync(spec, folder, options, parsed);
    }

    private static long[] Numbers(string? text)
    {
        var numbers = new List<long>();
        foreach (string part in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!long.TryParse(part, out long number))
                throw new InvalidInputException(
                    "--trials", $"'{part}' is no number of a trial.", "Write them with commas, as in --trials 4,17.");
            numbers.Add(number);
        }

        return [.. numbers];
    }
}
