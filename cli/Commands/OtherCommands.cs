using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using System.CommandLine;
using System.Globalization;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Cli.Commands;

/// <summary>Reads study files for the commands.</summary>
internal static class StudyText
{
    public static StudySpec Load(string path, StudyOverrides overrides) =>
        StudyFile.Parse(
            Read(path), path, new StudyFileOptions { Overrides = overrides, BaseDirectory = Path.GetDirectoryName(path) ?? string.Empty });

    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"The file cannot be read: {fault.Message} Check the path.");
        }
    }
}

/// <summary><c>tuner validate FILE</c>.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The study file, YAML or JSON." };
        var json = new Option<bool>("--json") { Description = "Print what was found as one line of JSON." };
        var command = new Command(
            "validate", "Checks a study file and reports every fault. Example: tuner validate study.yaml") { file, json };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                StudySpec spec = StudyText.Load(parsed.GetValue(file)!, new StudyOverrides());
                IReadOnlyList<string> remarks = await RemarksAsync(spec);
                if (parsed.GetValue(json))
                {
                    JsonLine.Write(new ValidEvent(spec.Name, spec.Notes, remarks), RunJson.Default.ProgressEvent);
                    return ExitCodes.Done;
                }

                foreach (string note in spec.Notes)
                    await Console.Out.WriteLineAsync(note);
                foreach (string remark in remarks)
                    await Console.Out.WriteLineAsync($"Beware: {remark}");
                await Console.Out.WriteLineAsync($"{spec.Name} is valid.");
                return ExitCodes.Done;
            },
            verbose: false,
            parsed.GetValue(json)));
        return command;
    }

    // A study may be checked where its data are not; what is wrong with them is then no fault of the file.
    private static async Task<IReadOnlyList<string>> RemarksAsync(StudySpec spec)
    {
        LoadedData data;
        try
        {
            data = await MarketData.LoadAsync(
                spec.Data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), CancellationToken.None);
        }
        catch (InvalidInputException unread)
        {
            return [.. unread.Problems.Select(problem => $"The data could not be looked at. {problem}")];
        }

        return [.. StudyRemarks.Of(spec, data.Bars).Select(remark => remark.Text)];
    }
}

/// <summary><c>tuner init [FILE]</c>.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The file to write.", DefaultValueFactory = _ => "study.yaml" };
        var command = new Command("init", "Writes a commented study file to start from. Example: tuner init study.yaml") { file };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                string path = parsed.GetValue(file)!;
                if (File.Exists(path))
                    throw new InvalidInputException(path, $"The file '{path}' exists.", "Choose another name, or remove it.");
                await File.WriteAllTextAsync(path, StudyTemplate.Write());
                await Console.Out.WriteLineAsync($"Wrote {path}. Next: tuner run {path}");
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }
}

/// <summary><c>tuner strategies</c>.</summary>
internal static class StrategiesCommand
{
    public static Command Create()
    {
        var command = new Command("strategies", "Lists the strategies with their settings, defaults and ranges. Example: tuner strategies");
        command.SetAction((_, _) => ExitCodes.GuardAsync(
            async () =>
            {
                foreach (IStrategy strategy in StrategyRegistry.All)
                    await WriteAsync($"{strategy.Name}: {strategy.Summary}", strategy.Settings);
                await WriteAsync("Exits and entry filters, which every strategy takes:", ExitSettings.All);
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    private static async Task WriteAsync(string title, IReadOnlyList<Setting> settings)
    {
        await Console.Out.WriteLineAsync(title);
        foreach (Setting setting in settings)
            await Console.Out.WriteLineAsync($"  {setting.Name,-20} default {setting.Default,-8} {Search(setting)}. {setting.Summary}");
    }

    // What to write for a search.
    private static string Search(Setting setting) => setting switch
    {
        { Choices: { } choices } => $"one of {string.Join(", ", choices)}",
        { SuggestedLow: double low, SuggestedHigh: double high } => string.Create(CultureInfo.InvariantCulture, $"search {low} to {high}"),
        _ => setting.Rule,
    };
}
