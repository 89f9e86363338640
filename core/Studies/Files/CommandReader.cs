using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Files.Yaml;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Programs;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads what is run for a trial: W&amp;B's <c>program</c> and <c>command</c> with its macros, and how it is run.</summary>
internal sealed class CommandReader(StudyContext context)
{
    /// <summary>The command; an empty one means W&amp;B's default.</summary>
    public ExternalSpec Read(SectionReader top)
    {
        string? program = top.Text(ProgramFields.Program);
        var command = new List<string>();
        if (top.Node(ProgramFields.Command) is StudyNode list)
        {
            if (list.Kind != NodeKind.List)
                top.Reject(ProgramFields.Command, list);
            for (int i = 0; i < list.Items.Count; i++)
            {
                StudyNode item = list.Items[i];
                if (item.Kind != NodeKind.Scalar || item.IsNull)
                    context.Problems.Reject(item, $"command[{i}]", "text", "Put quotes around it.");
                else
                    CheckMacros(item, $"command[{i}]", program is not null || top.Node(ProgramFields.Program) is not null);
                command.Add(item.Text);
            }
        }

        var spec = new ExternalSpec(program, command, null, []) { Slots = ReadSlots(top), Retry = ReadRetry(top) };
        return ProgramFields.Timeout.Read(top, spec);
    }

    private void CheckMacros(StudyNode item, string path, bool hasProgram)
    {
        string text = item.Text;
        if (text.LastIndexOf("${", StringComparison.Ordinal) is var open and >= 0 && text.IndexOf('}', open) < 0)
        {
            context.Problems.Add(
                item,
                path,
                $"{path} is '{text}', where ${{ is opened but not closed.",
                "Add } after the macro's name.");
            return;
        }

        foreach ((int start, string macro, int end) in CommandMacros.In(text))
        {
            string written = $"${{{macro}}}";
            if (macro == "program" && !hasProgram)
                context.Problems.Add(item, path, $"{path} uses {written}, but program is missing.", "Add program, or write its name here.");
            else if (macro is "envvar" || (macro.StartsWith(CommandMacros.Variable, StringComparison.Ordinal)
                && !CommandMacros.IsVariable(macro)))
                context.Problems.Add(
                    item,
                    path,
                    $"{path} uses {written}, but envvar takes the name of an environment variable.",
                    "Write for example ${envvar:HOME}.");
            // Inside a word it may be meant for a shell, and stays.
            else if (!CommandMacros.IsKnown(macro) && start == 0 && end == text.Length)
                context.Problems.Add(
                    item, path, $"{path} uses {written}, which is not a macro.", Nearest.Advice(macro, [.. CommandMacros.All]));
        }
    }

    private SlotSpec[] ReadSlots(SectionReader top)
    {
        if (top.Node(ProgramFields.Slots) is not StudyNode list)
            return [];
        if (list.Kind != NodeKind.List || list.Items.Count is 0 or > ProgramFields.MostSlots)
        {
            top.Reject(ProgramFields.Slots, list);
            return [];
        }

        return [.. list.Items.Select((item, i) => ReadSlot(item, $"slots[{i}]"))];
    }

    private SlotSpec ReadSlot(StudyNode item, string path)
    {
        if (item.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(item, path, "a mapping with env", $"For example: {ProgramFields.Slots.Example}.");
            return new SlotSpec([]);
        }

        var section = new SectionReader(item, path, ProgramFields.SlotSection, context.Problems);
        section.CheckKeys();
        if (section.Node(ProgramFields.Environment) is not StudyNode variables)
            return new SlotSpec([]);
        if (variables.Kind != NodeKind.Mapping)
        {
            section.Reject(ProgramFields.Environment, variables);
            return new SlotSpec([]);
        }

        foreach (NodeMember variable in variables.Members.Where(variable => variable.Node.Kind != NodeKind.Scalar))
            context.Problems.Reject(variable.Node, $"{path}.env.{variable.Name}", "a text", "Write it in quotes.");
        foreach (
            NodeMember variable in variables.Members.Where(variable => !CommandMacros.IsVariable(CommandMacros.Variable + variable.Name)))
            context.Problems.Add(
                variable.Place,
                $"{path}.env.{variable.Name}",
                $"{path}.env.{variable.Name} is no name of a variable.",
                "Use letters, digits and underscores, and begin with no digit.");
        return new SlotSpec([.. variables.Members.Select(variable => KeyValuePair.Create(variable.Name, variable.Node.Text))]);
    }

    private RetrySpec? ReadRetry(SectionReader top)
    {
        if (top.Section(ProgramFields.Retry, ProgramFields.RetrySection) is not SectionReader section)
            return null;
        var kinds = new List<ProgramFailure>();
        StudyNode? list = section.Node(ProgramFields.RetryOn);
        foreach (StudyNode item in list is null ? [] : list.Kind == NodeKind.List ? list.Items : [list])
        {
            if (item.Kind == NodeKind.Scalar && ProgramFields.Failures.TryGetValue(item.Text, out ProgramFailure kind))
                kinds.Add(kind);
            else
                context.Problems.Reject(
                    item,
                    "retry.on",
                    "oom, crash, error or timeout",
                    Nearest.Advice(item.Text, [.. ProgramFields.Failures.Keys]));
        }

        if (kinds.Count == 0 && list is null or { Kind: NodeKind.List, Items.Count: 0 })
            context.Problems.Add(
                top.Node(ProgramFields.Retry)!,
                "retry.on",
                "retry.on is missing: it says which ends are tried again.",
                $"For example: {ProgramFields.Retry.Example}.");
        return new RetrySpec([.. kinds.Distinct()], section.Count(ProgramFields.RetryTimes) ?? 1);
    }
}
