using System.CommandLine;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Cli.Commands;

/// <summary>The options of <c>tuner run</c> that stand for keys of the study file, made from <see cref="StudyOptions"/>.</summary>
internal static class StudyArguments
{
    private static readonly (StudyOption Study, Option Line)[] Options = [.. StudyOptions.All.Select(option => (option, Make(option)))];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="choices">Whether their help is to be read, and so lists what there is to choose from: that takes the catalogue.</param>
    public static void AddTo(Command command, bool choices)
    {
        foreach ((StudyOption study, Option line) in Options)
        {
            if (choices)
                line.Description = study.Help;
            command.Add(line);
        }
    }

    /// <summary>What the command line says beside the study file.</summary>
    /// <exception cref="Core.Model.Problems.InvalidInputException">A file that an option names cannot be read.</exception>
    public static StudyOverrides Read(ParseResult parsed)
    {
        var overrides = new StudyOverrides();
        foreach ((StudyOption study, Option line) in Options)
        {
            switch (line)
            {
                case Option<string[]> many:
                    foreach (string text in parsed.GetValue(many) ?? [])
                    {
                        if (study.Form == OptionForm.File)
                            overrides.Add(study, StudyText.Read(text), text);
                        else
                            overrides.Add(study, text);
                    }

                    break;
                case Option<bool> given when parsed.GetValue(given):
                    overrides.Add(study, "true");
                    break;
                case Option<string?> one when parsed.GetValue(one) is string text:
                    overrides.Add(study, text);
                    break;
            }
        }

        return overrides;
    }

    private static Option Make(StudyOption option) => option.Form switch
    {
        OptionForm.Switch => new Option<bool>(option.Flag) { Description = option.Summary },
        OptionForm.Repeated or OptionForm.File => new Option<string[]>(option.Flag) { Description = option.Summary },
        _ => new Option<string?>(option.Flag) { Description = option.Summary },
    };
}
