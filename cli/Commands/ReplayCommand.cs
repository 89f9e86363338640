using System.CommandLine;
using System.Globalization;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner replay DIR</c>: an episode of a policy, step by step.</summary>
internal static class ReplayCommand
{
    private const string Best = "best";

    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The output folder of a finished run that trained policies." };
        var trial = new Option<string>("--trial")
        {
            Description = "The number of a trial, or best. Its policy is trained again, the same.", DefaultValueFactory = static _ => Best,
        };
        var episode = new Option<int>("--episode")
        {
            Description = "Which of the episodes that policies are judged by.", DefaultValueFactory = static _ => 1,
        };
        var part = new Option<string>("--part")
        {
            Description = "The data: validation, which trials are judged by, or holdout.", DefaultValueFactory = static _ => "validation",
        };
        part.AcceptOnlyFromAmong("validation", "holdout");
        var output = new Option<string?>("--out") { Description = "The CSV file to write. Default: standard output." };
        var command = new Command(
            "replay", "Prints an episode of a policy, a line for each step. Example: tuner replay runs/ppo --trial best")
            {
                folder, trial, episode, part, output
            };
        command.SetAction((parsed, cancellation) => ExitCodes.GuardAsync(
            async () =>
            {
                string path = parsed.GetValue(folder)!;
                StudySpec spec = StudyFolder.Load(path);
                if (spec.Objective is not PolicySpec policy)
                    throw new InvalidInputException(
                        path, "The study trains no policy, so it has no episodes.", "Name the output folder of a study with model: ppo.");
                ParameterSet values = ValuesOf(path, spec, parsed.GetValue(trial)!);
                LoadedData data = await MarketData.LoadAsync(
                    spec.Data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
                Scenario scenario = spec.ScenarioNamed(spec.Stages[0].Scenarios[0]);
                var objective = new PolicyObjective(data.Bars, policy, scenario, spec.Seed);
                IEnumerable<string> lines = objective.Replay(
                    values, scenario, parsed.GetValue(part) == "holdout", parsed.GetValue(episode), cancellation);
                await PredictCommand.WriteAsync(
                    parsed.GetValue(output), string.Concat(lines.Select(static line => line + "\n")), cancellation);
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    private static ParameterSet ValuesOf(string folder, StudySpec spec, string trial)
    {
        IReadOnlyList<PastTrial> trials = StudyFolder.Trials(folder, spec);
        if (trial == Best)
            return trials.FirstOrDefault(static one => !double.IsNaN(one.Score))?.Values ?? throw new InvalidInputException(
                folder, "The study has no best trial: every trial failed.", "See the column failure of its results.");
        if (!long.TryParse(trial, CultureInfo.InvariantCulture, out long number))
            throw new InvalidInputException(
                "--trial", $"--trial is '{trial}', but must be the number of a trial, or best.", "Write --trial best.");
        return trials.FirstOrDefault(one => one.Number == number)?.Values ?? throw new InvalidInputException(
            "--trial", $"The study has no trial {number}.", "'tuner top' lists the best ones.");
    }
}
