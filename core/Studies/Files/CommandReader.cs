using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Files.Yaml;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads W&amp;B's <c>program</c> and <c>command</c>, and checks every <c>${…}</c> macro.</summary>
internal sealed class CommandReader(StudyContext context)
{
    /// <summary>The macros of a W&amp;B command; <c>envvar</c> takes a name after a colon.</summary>
    public static readonly string[] Macros =
    [
        "env", "interpreter", "program", "args", "args_no_hyphens", "args_no_boolean_flags", "args_json", "args_json_file", "envvar:NAME",
    ];

    /// <summary>The command; an empty one means W&amp;B's default.</summary>
    public ExternalSpec Read(SectionReader top)
    {
        string? program = top.Text(StudyFields.Program);
        var command = new List<string>();
        if (top.Node(StudyFields.Command) is StudyNode list)
        {
            if (list.Kind != NodeKind.List)
                top.Reject(StudyFields.Command, list);
            for (int i = 0; i < list.Items.Count; i++)
            {
                StudyNode item = list.Items[i];
                if (item.Kind != NodeKind.Scalar || item.IsNull)
                    context.Problems.Reject(item, $"command[{i}]", "text", "Put quotes around it.");
                else
                    CheckMacros(item, $"command[{i}]", program is not null || top.Node(StudyFields.Program) is not null);
                command.Add(item.Text);
            }
        }

        return new ExternalSpec(program, command, null, []);
    }

    private void CheckMacros(StudyNode item, string path, bool hasProgram)
    {
        string text = item.Text;
        for (
            int start = text.IndexOf("${", StringComparison.Ordinal); start >= 0; start = text.IndexOf(
                "${", start + 2, StringComparison.Ordinal))
        {
            int end = text.IndexOf('}', start);
            if (end < 0)
            {
                context.Problems.Add(
                    item,
                    path,
                    $"{path} is '{text}', where ${{ is opened but not closed.",
                    "Add } after the macro's name.");
                return;
            }

            string macro = text[(start + 2)..end];
            string written = $"${{{macro}}}";
            if (macro == "program" && !hasProgram)
                context.Problems.Add(item, path, $"{path} uses {written}, but program is missing.", "Add program, or write its name here.");
            else if (macro is "envvar" or "envvar:"
                || (macro.StartsWith("envvar:", StringComparison.Ordinal) && !IsVariable(macro.AsSpan(7))))
                context.Problems.Add(
                    item,
                    path,
                    $"{path} uses {written}, but envvar takes the name of an environment variable.",
                    "Write for example ${envvar:HOME}.");
            else if (!Macros.Contains(macro) && !macro.StartsWith("envvar:", StringComparison.Ordinal))
                context.Problems.Add(item, path, $"{path} uses {written}, which is not a macro.", Nearest.Advice(macro, Macros));
        }
    }

    private static bool IsVariable(ReadOnlySpan<char> name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }
}
