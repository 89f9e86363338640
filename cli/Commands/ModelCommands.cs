using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>tuner model</c>: the registry of models, on this machine or on a service.</summary>
internal static class ModelCommands
{
    private static readonly Option<string?> Folder = new("--models") { Description = "The folder of the registry. Default: models." };
    private static readonly Option<string?> Require = new("--require")
    {
        Description = "What the model's metrics must be like, such as \"val/sharpe > 1 and gap < 0.3\"; holdout/sharpe is that of the "
            + "holdout."
    };
    private static readonly Argument<string> Named = new("model")
    {
        Description = "NAME:VERSION, where the version is a number, an alias, or latest (the default)."
    };
    private static readonly Argument<string> Name = new("name") { Description = "The model's name." };

    public static Command Create()
    {
        var command = new Command("model", "Keeps models under names, with versions, aliases such as prod, and a history.")
        {
            List(), Get(), Promote(), Alias(), Rollback(),
        };
        return command;
    }

    private static Command List()
    {
        var name = new Argument<string?>("name") { Description = "The model's name. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print each model as one line of JSON." };
        var command = new Command("list", "Lists models; of a name also its history. Example: tuner model list xgb") { name, json };
        return Finish(command, async (parsed, desk) =>
        {
            string? one = parsed.GetValue(name);
            IReadOnlyList<ModelView> models = await desk.ListAsync(one);
            if (models.Count == 0 && !parsed.GetValue(json))
                await Console.Out.WriteLineAsync("There are no models.");
            foreach (ModelView model in models)
            {
                if (parsed.GetValue(json))
                    JsonLine.Write(model, ServiceJson.Default.ModelView);
                else
                    await Console.Out.WriteAsync(ModelText.Of(model, history: one is not null));
            }
        });
    }

    private static Command Get()
    {
        var output = new Option<string>("--out") { Description = "The folder that the model and its card go to.", Required = true };
        var command = new Command("get", "Fetches a version of a model. Example: tuner model get xgb:prod --out DIR") { Named, output };
        return Finish(command, async (parsed, desk) =>
        {
            (string name, string version) = Split(parsed.GetValue(Named)!);
            string folder = Path.GetFullPath(parsed.GetValue(output)!);
            (ModelVersion found, FinalModel model) = await desk.GetAsync(name, version);
            await ModelFolder.WriteAsync(model, folder, default);
            await Console.Out.WriteLineAsync($"{name} version {found.Number} is in {folder}: {model.Card.File} and {ModelCard.FileName}.");
        });
    }

    private static Command Promote()
    {
        var study = new Argument<string>("study")
        {
            Description = "The output folder of a finished run, or the id of a study on a service; with :TRIAL another than its best trial."
        };
        var alias = new Option<string?>("--alias") { Description = "The alias to set to it, such as candidate." };
        var command = new Command(
            "promote",
            "Registers the model of a study's best trial, or of another one, which is trained first. Example: tuner model promote runs/xgb "
                + "xgb --alias candidate --require \"val/sharpe > 1 and gap < 0.3\"")
        {
            study, Name, alias, Require,
        };
        return Finish(command, async (parsed, desk) =>
        {
            using var stop = new CancellationTokenSource();
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            });
            (string source, long? trial) = Source(parsed.GetValue(study)!);
            string name = parsed.GetValue(Name)!;
            ModelVersion version = await desk.PromoteAsync(
                source, trial, name, parsed.GetValue(alias), parsed.GetValue(Require), stop.Token);
            await Console.Out.WriteLineAsync(
                $"{name} version {version.Number} is trial {version.Trial} of {version.Study}"
                    + $"{(parsed.GetValue(alias) is { } set ? $"; {name}:{set} names it" : string.Empty)}.");
        });
    }

    private static Command Alias()
    {
        var alias = new Argument<string>("alias") { Description = "The alias to set." };
        var command = new Command(
            "alias", "Sets an alias to a version. Example: tuner model alias xgb:candidate prod --require \"holdout/sharpe > 0.5\"")
        {
            Named, alias, Require,
        };
        return Finish(command, async (parsed, desk) =>
        {
            (string name, string version) = Split(parsed.GetValue(Named)!);
            ModelVersion found = await desk.MoveAsync(name, parsed.GetValue(alias)!, version, parsed.GetValue(Require));
            await Console.Out.WriteLineAsync($"{name}:{parsed.GetValue(alias)} is version {found.Number}.");
        });
    }

    private static Command Rollback()
    {
        var alias = new Option<string>("--alias") { Description = "The alias. Default: prod.", DefaultValueFactory = _ => "prod" };
        var command = new Command(
            "rollback", "Sets an alias back to the version that it named before its last move. Example: tuner model rollback xgb")
        {
            Name, alias,
        };
        return Finish(command, async (parsed, desk) =>
        {
            ModelVersion found = await desk.RollbackAsync(parsed.GetValue(Name)!, parsed.GetValue(alias)!);
            await Console.Out.WriteLineAsync($"{parsed.GetValue(Name)}:{parsed.GetValue(alias)} is version {found.Number} again.");
        });
    }

    private static Command Finish(Command command, Func<ParseResult, IModelDesk, Task> action)
    {
        foreach (Option option in (Option[])[Folder, RemoteOptions.Server, RemoteOptions.Key])
            command.Add(option);
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(
            async () =>
            {
                using IModelDesk desk = Open(parsed);
                await action(parsed, desk);
                return ExitCodes.Done;
            },
            verbose: false));
        return command;
    }

    private static IModelDesk Open(ParseResult parsed)
    {
        string by = $"{Environment.UserName}@{Environment.MachineName}";
        // A folder that is named wins over a service that is only known from the environment.
        return parsed.GetValue(Folder) is null && RemoteOptions.ServerOf(parsed) is not null
            ? new RemoteModelDesk(RemoteOptions.Connect(parsed), by)
            : new LocalModelDesk(Path.GetFullPath(parsed.GetValue(Folder) ?? "models"), by);
    }

    private static (string Name, string Version) Split(string model) =>
        model.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (model[..colon], model[(colon + 1)..]) : (model, "latest");

    // A folder may have a colon in its name.
    private static (string Study, long? Trial) Source(string study)
    {
        int colon = study.LastIndexOf(':');
        if (colon <= 0 || Directory.Exists(study))
            return (study, null);
        return long.TryParse(study.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long trial)
            ? (study[..colon], trial)
            : throw new InvalidInputException(
                study, $"'{study[(colon + 1)..]}' is no number of a trial.", "Write STUDY, or STUDY:TRIAL such as runs/xgb:17.");
    }
}
