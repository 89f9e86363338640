using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Cli.Programs;

/// <summary>Where and with what programs of a study run on this machine, found out once and said to the user.</summary>
/// <param name="Folder">Where they work.</param>
/// <param name="Interpreter">What <c>${interpreter}</c> stands for.</param>
/// <param name="Notes">What was assumed, a sentence each.</param>
internal sealed record ProgramSite(string Folder, string Interpreter, IReadOnlyList<string> Notes)
{
    /// <summary>Looks around.</summary>
    /// <param name="objective">What is run.</param>
    /// <param name="studyFolder">The folder of the study file, or null where it came from a service.</param>
    /// <exception cref="InvalidInputException">There is nothing to run.</exception>
    public static ProgramSite Find(ExternalSpec objective, string? studyFolder)
    {
        var notes = new List<string>();
        string folder = Environment.CurrentDirectory;
        if (objective.Program is { } program && !program.StartsWith("-m ", StringComparison.Ordinal) && UsesProgram(objective))
        {
            // W&B starts programs from where its agent is started; a study file elsewhere usually has its program beside it.
            if (!File.Exists(Path.Combine(folder, program)))
            {
                if (studyFolder is null || !File.Exists(Path.Combine(studyFolder, program)))
                    throw new InvalidInputException(
                        "program",
                        $"program is '{program}', but there is no such file in {folder}"
                            + (studyFolder is null || studyFolder == folder ? "." : $" and none in {studyFolder}."),
                        "Run the command from the folder that program is relative to.");
                notes.Add($"'{program}' is not in the working folder, so programs run in {studyFolder}, where the study file is.");
                folder = studyFolder;
            }
        }

        string interpreter = "python";
        if (UsesInterpreter(objective) && OnPath("python") is false)
        {
            if (OnPath("python3") is false)
                throw new InvalidInputException(
                    "command",
                    "The command uses ${interpreter}, but there is neither python nor python3 on the path.",
                    "Install Python, or write the program's own interpreter into command.");
            interpreter = "python3";
            notes.Add("There is no python on the path, so ${interpreter} is python3.");
        }

        return new ProgramSite(folder, interpreter, notes);
    }

    private static bool UsesProgram(ExternalSpec objective) => Uses(objective, "${program}");

    private static bool UsesInterpreter(ExternalSpec objective) => Uses(objective, "${interpreter}");

    private static bool Uses(ExternalSpec objective, string macro) =>
        objective.Command.Count == 0 || objective.Command.Any(word => word.Contains(macro, StringComparison.Ordinal));

    private static bool OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(
            folder => File.Exists(Path.Combine(folder, name))
                || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, name + ".exe"))));
}
