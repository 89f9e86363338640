using System.CommandLine;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner run FILE</c>.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The study file, YAML or JSON." };
    private static readonly Option<string[]> Data = new("--data")
    {
        Description = "A symbol's data, as EURUSD=eurusd.csv; replaces the file's data of that symbol. A file without data takes any. "
            + "May be repeated."
    };
    private static readonly Option<string?> Out = new("--out") { Description = "The output folder. Default: runs/NAME." };
    private static readonly Option<string?> TopK = new("--top-k")
    {
        Description = "How many trials the first stage keeps: a number or auto."
    };
    private static readonly Option<string?> Workers = new("--workers")
    {
        Description = "Threads that evaluate. Default: one per processor."
    };
    private static readonly Option<string?> ChunkSize = new("--chunk-size")
    {
        Description = "Trials per piece of work. Changes no result."
    };
    private static readonly Option<string?> Every = new("--progress-every")
    {
        Description = "One line of progress for every so many trials."
    };
    private static readonly Option<string?> LimitBars = new("--limit-bars") { Description = "Only the last so many bars." };
    private static readonly Option<string?> TwoStage = new("--two-stage")
    {
        Description = "false: all scenarios for all trials, in one stage."
    };
    private static readonly Option<string?> Seed = new("--seed") { Description = "The seed of every random decision." };
    private static readonly Option<string?> Trials = new("--trials") { Description = "How many trials to run." };
    private static readonly Option<string?> Pruner = new("--pruner")
    {
        Description = "How poor trials are stopped early; none for not at all."
    };
    private static readonly Option<string?> Parallel = new("--parallel") { Description = "How many trials are proposed at once." };
    private static readonly Option<bool> Async = new("--async")
    {
        Description = "Propose as soon as a slot is free. The outcome then depends on timing."
    };
    private static readonly Option<string[]> Enqueue = new("--enqueue")
    {
        Description = "A JSON or YAML file with trials to run first, such as best_trial.json. May be repeated."
    };
    private static readonly Option<string?> BestRangesOf = new("--use-best-ranges")
    {
        Description = "The output folder of an earlier study: each range is narrowed to that of its best trials."
    };
    private static readonly Option<double> BestShare = new("--best-share")
    {
        Description = "The share of the earlier trials that counts as best. Default: 0.1.", DefaultValueFactory = _ => 0.1
    };
    private static readonly Option<string?> Sampler = new("--sampler") { Description = "How trials are proposed." };
    private static readonly Option<string?> Strategy = new("--strategy") { Description = "The strategy to backtest." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing but errors." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print events as JSON, one per line, instead of text." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the trace of an internal fault." };

    public static Command Create()
    {
        var command = new Command(
            "run", "Runs a study, or continues it. Example: tuner run study.yaml --data EURUSD=eurusd.csv --out runs/eurusd --top-k 10")
        {
            File, Data, Out, TopK, Workers, ChunkSize, Every, LimitBars, TwoStage, Seed, Trials, Sampler, Pruner, Parallel, Async, Enqueue,
            BestRangesOf, BestShare, Strategy, Quiet, Json, Verbose,
            RemoteOptions.Server, RemoteOptions.Key,
        };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(() => RunAsync(parsed), parsed.GetValue(Verbose)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetValue(Out) is { } output && string.IsNullOrWhiteSpace(output))
            throw new InvalidInputException("--out", "--out is empty, but must name a folder. Write --out runs/NAME, or leave it out.");
        var overrides = new StudyOverrides
        {
            Data = parsed.GetValue(Data) ?? [],
            Out = parsed.GetValue(Out),
            TopK = parsed.GetValue(TopK),
            Workers = parsed.GetValue(Workers),
            ChunkSize = parsed.GetValue(ChunkSize),
            LimitBars = parsed.GetValue(LimitBars),
            TwoStage = parsed.GetValue(TwoStage)?.ToLowerInvariant(),
            Seed = parsed.GetValue(Seed),
            Trials = parsed.GetValue(Trials),
            Sampler = parsed.GetValue(Sampler),
            Pruner = parsed.GetValue(Pruner),
            Parallel = parsed.GetValue(Parallel),
            Async = parsed.GetValue(Async) ? "true" : null,
            Enqueue = [.. (parsed.GetValue(Enqueue) ?? []).Select(path => (path, StudyText.Read(path)))],
            Strategy = parsed.GetValue(Strategy),
        };
        StudySpec spec = StudyText.Load(parsed.GetValue(File)!, overrides);
        if (parsed.GetValue(BestRangesOf) is { } earlier)
            spec = BestRangesOption.Narrow(spec, earlier, parsed.GetValue(BestShare));
        string folder = Path.GetFullPath(spec.Run.Output ?? Path.Combine("runs", FileName(spec.Name)));
        if (RemoteOptions.ServerOf(parsed) is not null)
            return await RemoteCommands.RunAsync(
                parsed, parsed.GetValue(File)!, spec, overrides, folder, Interval(parsed), parsed.GetValue(Quiet));
        return await RunAsync(spec, folder, new RunWishes { AddTrials = overrides.Trials is null ? null : spec.Budget.Trials }, parsed);
    }

    /// <summary>Runs a study in a folder, with the options of <see cref="AddOutputOptions"/>.</summary>
    public static async Task<int> RunAsync(StudySpec spec, string folder, RunWishes wishes, ParseResult parsed)
    {
        long every = Interval(parsed);
        if (parsed.GetValue(Every) is not null)
            wishes = wishes with { ReportEvery = every };
        bool json = parsed.GetValue(Json), quiet = parsed.GetValue(Quiet) || json;
        if (!quiet)
        {
            foreach (string note in spec.Notes)
                await Console.Out.WriteLineAsync(note);
            if (StudyShape.Of(spec).Search is BatchedMethod)
                await Console.Out.WriteLineAsync(
                    SamplerRegistry.Create(spec.Sampler).Explain(spec.Space, spec.Budget.Trials, spec.Metrics.Count));
        }

        using var interruption = new Interruption(() => ExitCodes.Explain(folder));
        try
        {
            RunOutcome outcome = Run(spec, folder, wishes, parsed, every, interruption.Token);
            if (!quiet)
                RankingTable.Write(outcome, Console.Out);
            if (outcome.Failure() is not { } failure)
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
            return await ExitCodes.TellAsync(fault, folder, parsed.GetValue(Verbose));
        }
    }

    private static RunOutcome Run(
        StudySpec spec, string folder, RunWishes wishes, ParseResult parsed, long every, CancellationToken cancellation)
    {
        if (parsed.GetValue(Json))
        {
            using Stream output = StandardStreams.Open();
            var events = new JsonProgress(output, every);
            RunOutcome outcome = EmbeddedRunner.Run(spec, folder, wishes, events, cancellation);
            events.Finished(outcome);
            return outcome;
        }

        if (parsed.GetValue(Quiet))
            return EmbeddedRunner.Run(spec, folder, wishes, new QuietProgress(), cancellation);
        if (parsed.GetValue(Every) is not null || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is "dumb")
            return EmbeddedRunner.Run(spec, folder, wishes, new LineProgress(Console.Out, every), cancellation);
        using var live = new LiveProgress(Console.Out, static () => Console.WindowWidth);
        return EmbeddedRunner.Run(spec, folder, wishes, live, cancellation);
    }

    /// <summary>Adds the options that say how a run is shown.</summary>
    public static void AddOutputOptions(Command command)
    {
        command.Add(Every);
        command.Add(Quiet);
        command.Add(Json);
        command.Add(Verbose);
    }

    /// <summary>Whether the trace of a fault is wanted.</summary>
    public static bool IsVerbose(ParseResult parsed) => parsed.GetValue(Verbose);

    private static long Interval(ParseResult parsed)
    {
        long every = 50;
        if (parsed.GetValue(Every) is { } text && (!long.TryParse(text, out every) || every < 1))
            throw new InvalidInputException(
                "--progress-every",
                $"--progress-every is '{text}', but must be a whole number of trials, 1 or more. Write --progress-every 50.");
        return every;
    }

    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')) is var safe
            && safe.Trim('.').Length > 0 ? safe : "study";
}
