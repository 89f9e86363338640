using System.CommandLine;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Programs;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files.Options;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner run FILE</c>.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The study file, YAML or JSON." };
    private static readonly Option<string?> Every = new("--progress-every")
    {
        Description = "One line of progress for every so many trials."
    };
    private static readonly Option<string?> BestRangesOf = new("--use-best-ranges")
    {
        Description = "The output folder of an earlier study: each range is narrowed to that of its best trials."
    };
    private static readonly Option<double> BestShare = new("--best-share")
    {
        Description = "The share of the earlier trials that counts as best. Default: 0.1.", DefaultValueFactory = _ => 0.1
    };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing but errors." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print events as JSON, one per line, instead of text." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the trace of an internal fault." };

    /// <summary>The command.</summary>
    /// <param name="help">Whether its help is to be read.</param>
    public static Command Create(bool help)
    {
        var command = new Command(
            "run", "Runs a study, or continues it. Example: tuner run study.yaml --data EURUSD=eurusd.csv --out runs/eurusd --top-k 10")
        {
            File,
        };
        StudyArguments.AddTo(command, choices: help);
        foreach (Option option in (Option[])[BestRangesOf, BestShare, Every, Quiet, Json, Verbose, RemoteOptions.Server, RemoteOptions.Key])
            command.Add(option);
        command.SetAction((parsed, _) => GuardAsync(parsed, () => RunAsync(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        StudyOverrides overrides = StudyArguments.Read(parsed);
        StudySpec spec = StudyText.Load(parsed.GetValue(File)!, overrides);
        if (parsed.GetValue(BestRangesOf) is { } earlier)
            spec = BestRangesOption.Narrow(spec, earlier, parsed.GetValue(BestShare));
        string folder = Path.GetFullPath(spec.Run.Output ?? Path.Combine("runs", FileName(spec.Name)));
        if (RemoteOptions.ServerOf(parsed) is not null)
            return await RemoteCommands.RunAsync(
                parsed, parsed.GetValue(File)!, spec, overrides, folder, Interval(parsed), parsed.GetValue(Quiet));
        return await RunAsync(
            spec,
            folder,
            new RunOptions { AddTrials = overrides.Any(given => given.Option.Name == "trials") ? spec.Budget.Trials : null },
            parsed,
            Path.GetDirectoryName(Path.GetFullPath(parsed.GetValue(File)!)));
    }

    /// <summary>Runs a study in a folder, with the options of <see cref="AddOutputOptions"/>.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="options">What is wanted of the run.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="studyFolder">The folder of the study file, where it is known.</param>
    public static async Task<int> RunAsync(
        StudySpec spec, string folder, RunOptions options, ParseResult parsed, string? studyFolder = null)
    {
        var external = spec.Objective as ExternalSpec;
        if (external is { HasProgram: true })
            options = options with { Site = ProgramSite.Find(external, studyFolder) };
        long every = Interval(parsed);
        if (parsed.GetValue(Every) is not null)
            options = options with { ReportEvery = every };
        bool json = parsed.GetValue(Json), quiet = parsed.GetValue(Quiet) || json;
        if (!quiet)
        {
            foreach (string note in spec.Notes.Concat(options.Site?.Notes ?? []))
                await Console.Out.WriteLineAsync(note);
            if (StudyShape.Of(spec).Search is BatchedMethod)
                await Console.Out.WriteLineAsync(
                    SamplerRegistry.Create(spec.Sampler).Explain(spec.Space, spec.Budget.Trials, spec.Metrics.Count));
        }

        // Programs are asked to end, and may write a checkpoint.
        using var interruption = new Interruption(
            () => ExitCodes.Explain(folder),
            external is null ? Interruption.Usual : ProgramRunner.Grace + Interruption.Usual,
            external is null ? null : "Asks the programs at work to end, which they may take 10 s for. Ctrl-C again ends them at once.");
        try
        {
            RunOutcome outcome = Run(spec, folder, options, parsed, every, interruption.Token);
            if (!quiet)
                RankingTable.Write(outcome, Console.Out);
            if (outcome.Failure is not { } failure)
                return ExitCodes.Done;
            await Console.Error.WriteLineAsync(failure);
            return ExitCodes.BadInput;
        }
        catch (OperationCanceledException) when (interruption.HasCome)
        {
            return interruption.Say();
        }
        catch (Exception fault) when (fault is not (InvalidInputException or OperationCanceledException))
        {
            return await ExitCodes.TellAsync(fault, folder, parsed.GetValue(Verbose), parsed.GetValue(Json));
        }
    }

    private static RunOutcome Run(
        StudySpec spec, string folder, RunOptions options, ParseResult parsed, long every, CancellationToken cancellation)
    {
        if (parsed.GetValue(Json))
        {
            using Stream output = StandardStreams.Open();
            var events = new JsonProgress(output, every);
            RunOutcome outcome = EmbeddedRunner.Run(spec, folder, options, events, cancellation);
            events.Finished(outcome);
            return outcome;
        }

        if (parsed.GetValue(Quiet))
            return EmbeddedRunner.Run(spec, folder, options, new QuietProgress(), cancellation);
        if (parsed.GetValue(Every) is not null || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is "dumb")
            return EmbeddedRunner.Run(spec, folder, options, new LineProgress(Console.Out, every), cancellation);
        using var live = new LiveProgress(Console.Out, static () => Console.WindowWidth);
        return EmbeddedRunner.Run(spec, folder, options, live, cancellation);
    }

    /// <summary>Adds the options that say how a run is shown.</summary>
    public static void AddOutputOptions(Command command)
    {
        command.Add(Every);
        command.Add(Quiet);
        command.Add(Json);
        command.Add(Verbose);
    }

    /// <summary>Runs an action of a command that has the options of <see cref="AddOutputOptions"/>.</summary>
    public static Task<int> GuardAsync(ParseResult parsed, Func<Task<int>> action) =>
        ExitCodes.GuardAsync(action, parsed.GetValue(Verbose), parsed.GetValue(Json));

    private static long Interval(ParseResult parsed)
    {
        long every = 50;
        if (parsed.GetValue(Every) is { } text && (!long.TryParse(text, out every) || every < 1))
            throw new InvalidInputException(
                "--progress-every",
                $"--progress-every is '{text}', but must be a whole number of trials, 1 or more.", "Write --progress-every 50.");
        return every;
    }

    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')) is var safe
            && safe.Trim('.').Length > 0 ? safe : "study";
}
