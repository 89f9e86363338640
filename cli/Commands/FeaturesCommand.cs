using System.CommandLine;
using System.Globalization;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner features FILE</c>: what the model of a study sees.</summary>
internal static class FeaturesCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A study file with a model." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per feature instead of a table." };
        var command = new Command(
            "features",
            "Lists what the model of a study sees: expressions, ranges, missing shares. Example: tuner features study.yaml") { file, json };
        command.SetAction((parsed, cancellation) => ExitCodes.GuardAsync(
            async () =>
            {
                string path = parsed.GetValue(file)!;
                StudySpec spec = StudyText.Load(path, new StudyOverrides());
                if (spec.Objective is not ModelSpec model)
                    throw new InvalidInputException(path, "The study trains no model, so it has no features.", "Add model: xgboost.");
                LoadedData data = await MarketData.LoadAsync(
                    spec.Data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
                var objective = new ModelObjective(data.Bars, model, spec.Seed);
                if (parsed.GetValue(json))
                {
                    foreach (FeatureSummary feature in objective.Features)
                        JsonLine.Write(FeatureLine.Of(feature), RunJson.Default.FeatureLine);
                }
                else
                {
                    await WriteTableAsync(objective.Features);
                }

                // Programs read lines about features only; people see both in one place.
                foreach (string remark in objective.Remarks)
                    await (parsed.GetValue(json) ? Console.Error : Console.Out).WriteLineAsync($"Beware: {remark}");
                return ExitCodes.Done;
            },
            verbose: false,
            parsed.GetValue(json)));
        return command;
    }

    private static async Task WriteTableAsync(IReadOnlyList<FeatureSummary> features)
    {
        int width = Math.Max(7, features.Max(feature => feature.Definition.Name.Length));
        await Console.Out.WriteLineAsync($"{"feature".PadRight(width)} {"lowest",12} {"highest",12} {"missing",8}  expression");
        foreach (FeatureSummary feature in features)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{feature.Definition.Name.PadRight(width)} {Number(feature.Lowest),12} {Number(feature.Highest),12} "
                        + $"{feature.Missing,8:P2}  {feature.Definition.Expression}"));
    }

    private static string Number(double value) => double.IsNaN(value) ? "none" : ReadableNumber.Of(value);
}
