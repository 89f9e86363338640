using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The fields of a parameter that is written as a mapping.</summary>
internal sealed class DistributionFields(StudyContext context, SectionReader section, bool grid) : IDistributionFields
{
    public bool IsGrid => grid;

    public bool Has(Setting field) => section.Node(field) is not null;

    public double? Number(Setting field) => section.Number(field);

    public long? Integer(Setting field) => section.Integer(field);

    public bool? Boolean(Setting field) => section.Boolean(field);

    public ParameterValue Value(Setting field) => section.Node(field)?.ToValue() ?? default;

    public ParameterValue[]? List(Setting field) =>
        section.Node(field) is StudyNode node
            && IsList(context, node, section.PathOf(field.Name)) ? [.. node.Items.Select(item => item.ToValue())] : null;

    public ParameterValue[]? Choices(Setting field) =>
        section.Node(field) is StudyNode node ? Choices(context, node, section.PathOf(field.Name)) : null;

    public bool IsWrittenWhole(Setting field) =>
        section.Node(field) is null or { Kind: NodeKind.Scalar, Value.Kind: ParameterKind.Integer };

    public string Written(Setting field) => section.Node(field)?.Text ?? string.Empty;

    public void Reject(Setting field, string rule, string remedy) =>
        context.Problems.Reject(section.Node(field)!, section.PathOf(field.Name), rule, remedy);

    public void Reject(Setting field, int index, string rule) =>
        context.Problems.Reject(section.Node(field)!.Items[index], $"{section.PathOf(field.Name)}[{index}]", rule);

    public void Report(Setting field, string fault, string remedy) =>
        context.Problems.Add(section.Node(field)!, section.PathOf(field.Name), $"{section.PathOf(field.Name)} {fault}", remedy);

    /// <summary>The different values of a list, or null where it is none.</summary>
    public static ParameterValue[]? Choices(StudyContext context, StudyNode list, string path)
    {
        if (!IsList(context, list, path))
            return null;

        // Loops, as generic code over our own structs is compiled anew in every process.
        var values = new ParameterValue[list.Items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            StudyNode item = list.Items[i];
            values[i] = item.ToValue();
            int first = 0;
            while (values[first] != values[i])
                first++;
            if (first < i && !context.IsSweep)
                context.Problems.Add(
                    item, $"{path}[{i}]", $"{path}[{i}] is {item.Show()}, which is there already as [{first}].", "Remove one of them.");
        }

        return values;
    }

    private static bool IsList(StudyContext context, StudyNode list, string path)
    {
        if (list.Kind == NodeKind.List && list.Items.Count > 0)
            return true;
        if (list.Kind == NodeKind.List)
            context.Problems.Add(list, path, $"{path} is an empty list.", "Give at least one value.");
        else
            context.Problems.Reject(list, path, "a list", $"Write [{list.Text}].");
        return false;
    }
}
