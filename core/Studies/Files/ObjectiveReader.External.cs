using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Yaml;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files;

/// <content>Objectives that agents evaluate.</content>
internal sealed partial class ObjectiveReader
{
    private ExternalSpec ReadExternal(SectionReader top)
    {
        foreach (Setting field in MarketFields.Where(field => top.Node(field) is not null))
            context.Problems.Add(
                top.Node(field)!,
                field.Name,
                $"{field.Name} has no meaning for trials that agents evaluate.",
                "Remove it, or write strategy.");
        ExternalSpec spec = new CommandReader(context).Read(top);
        if (top.Node(StudyFields.Objective) is not StudyNode node || (node.Kind == NodeKind.Scalar && node.Text == "external"))
            return spec;
        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(
                node,
                "objective",
                "external, or a mapping with steps and metrics",
                "What is optimised stands under metric, a backtest under strategy.");
            return spec;
        }

        SectionReader section = top.Section(StudyFields.Objective, ObjectiveFields.ObjectiveSection)!;
        section.Text(ObjectiveFields.ObjectiveName);
        return spec with { Steps = section.Count(ObjectiveFields.ObjectiveSteps), Metrics = ReadMetrics(section) };
    }

    private string[] ReadMetrics(SectionReader section)
    {
        if (section.Node(ObjectiveFields.ObjectiveMetrics) is not StudyNode list)
            return [];
        if (list.Kind != NodeKind.List)
            section.Reject(ObjectiveFields.ObjectiveMetrics, list);
        foreach (StudyNode item in list.Items.Where(item => item.Kind != NodeKind.Scalar || item.Text.Length == 0))
            context.Problems.Add(
                item,
                "objective.metrics",
                $"objective.metrics holds {item.Show()}, but must hold names.",
                "For example: accuracy.");
        return [.. list.Items.Where(item => item.Kind == NodeKind.Scalar).Select(item => item.Text).Distinct(StringComparer.Ordinal)];
    }
}
