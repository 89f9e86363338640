using System.CommandLine;
using System.Globalization;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner best</c>, <c>tuner top</c> and <c>tuner importance</c>: what a finished study says.</summary>
internal static class InsightCommands
{
    private static readonly Argument<string> Folder = new("dir") { Description = "The output folder of a run." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object per line instead of a table." };

    public static Command Best()
    {
        var command = new Command(
            "best",
            "Prints the best trial as JSON, in the form that --enqueue takes. Example: tuner best runs/eurusd > best.json") { Folder };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string folder = parsed.GetValue(Folder)!;
                StudyFolder.Load(folder);
                string path = Path.Combine(folder, "best_trial.json");
                if (!File.Exists(path))
                    throw new InvalidInputException(
                        folder,
                        $"The study has no best trial: it is not finished, or every trial "
                            + $"failed.", $"Continue it with: tuner resume {folder}");
                await Console.Out.WriteLineAsync(await File.ReadAllTextAsync(path));
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    public static Command Top()
    {
        var count = new Option<int>("-n", "--count") { Description = "How many trials.", DefaultValueFactory = _ => 10 };
        var command = new Command(
            "top", "Prints the best trials of the search. Example: tuner top runs/eurusd -n 10") { Folder, count, Json };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string folder = parsed.GetValue(Folder)!;
                StudySpec spec = StudyFolder.Load(folder);
                int wanted = parsed.GetValue(count);
                if (wanted < 1)
                    throw new InvalidInputException("-n", $"-n is {wanted}, but must be 1 or more.");
                // Without the low-trade rule the score is the metric; with several metrics it is only the first of them.
                bool scored = spec.Metrics.Count == 1
                    && ((spec.Score.MinTrades > 0 && spec.Objective.HasScenarios) || spec.Stages[0].Scenarios.Count > 1);
                string[] titles = [.. scored ? ["score"] : Array.Empty<string>(), .. spec.Metrics.Select(metric => metric.Name)];
                IEnumerable<PastTrial> best = StudyFolder.Trials(folder, spec).Where(trial => !double.IsNaN(trial.Score)).Take(wanted);
                int rank = 0;
                if (parsed.GetValue(Json))
                {
                    foreach (PastTrial trial in best)
                        JsonLine.Write(TopLine.Of(++rank, trial, spec), RunJson.Default.TopLine);
                    return ExitCodes.Done;
                }

                await Console.Out.WriteLineAsync(
                    $"{"rank",4} {"trial",7} {string.Join(' ', titles.Select(title => title.PadLeft(14)))}  parameters");
                foreach (PastTrial trial in best)
                    await Console.Out.WriteLineAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{++rank,4} {trial.Number,7} "
                                + $"{string.Join(' ', Numbers(trial).Select(number => ReadableNumber.Of(number).PadLeft(14)))}  "
                                + $"{ReadableNumber.Of(trial.Values)}"));

                IEnumerable<double> Numbers(PastTrial trial) => scored ? trial.Metrics.Prepend(trial.Score) : trial.Metrics;
                return ExitCodes.Done;
            },
            verbose: false,
            parsed.GetValue(Json)));
        return command;
    }

    public static Command Importance()
    {
        var command = new Command(
            "importance", "Prints how much each parameter matters (fANOVA). Example: tuner importance runs/eurusd") { Folder, Json };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string folder = parsed.GetValue(Folder)!;
                StudySpec spec = StudyFolder.Load(folder);
                (IReadOnlyList<ParameterWeight> weights, int trials) = ImportanceReport.Of(spec, StudyFolder.Trials(folder, spec));
                if (parsed.GetValue(Json))
                {
                    foreach (ParameterWeight weight in weights)
                        JsonLine.Write(weight, RunJson.Default.ParameterWeight);
                    return ExitCodes.Done;
                }

                int width = Math.Max(9, weights.Max(weight => weight.Name.Length));
                await Console.Out.WriteLineAsync(
                    $"{"parameter".PadRight(width)}  share of what single parameters explain   explains alone");
                foreach (ParameterWeight weight in weights)
                {
                    string bar = new('#', (int)Math.Round(30 * weight.Importance));
                    await Console.Out.WriteLineAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{weight.Name.PadRight(width)}  {weight.Importance,6:P1} {bar,-30}   {weight.Explained,6:P1} ± "
                                + $"{weight.Deviation:P1}"));
                }

                double rest = Math.Max(0, 1 - weights.Sum(weight => weight.Explained));
                await Console.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The rest, {rest:P1}, is how parameters act together. From {trials} "
                            + $"{(trials == 1 ? "trial" : "trials")}."));
                return ExitCodes.Done;
            },
            verbose: false,
            parsed.GetValue(Json)));
        return command;
    }
}
