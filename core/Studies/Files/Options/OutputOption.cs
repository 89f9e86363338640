
namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary><c>--out</c>: where results go.</summary>
internal static class OutputOption
{
    public static readonly StudyOption Out = new(
        "out",
        OptionForm.Value,
        "The output folder. Default: runs/NAME.",
        static (root, given, problems) =>
        {
            if (string.IsNullOrWhiteSpace(given[^1].Text))
            {
                problems.Add(
                    given[^1].Option.Place, "outputs.directory", "--out is empty, but must name a "
                        + "folder.", "Write --out runs/NAME, or leave it out.");
                return;
            }

            root.Section(StudyFields.Outputs.Name, given[^1].Option.Place).Set(OutputFields.Directory.Name, given[^1].Node(plain: false));
        });
}
