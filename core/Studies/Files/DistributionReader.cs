using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// Reads one parameter's distribution. Inference follows W&amp;B: <c>value</c> is a constant, <c>values</c> a choice, <c>min</c>
/// and <c>max</c> integers when both are written so, and real numbers otherwise.
/// </summary>
internal sealed class DistributionReader(StudyContext context)
{
    private const string Forms = "Write a list of values, or min and max: {min: 5, max: 50}.";

    /// <summary>The distribution, or null when something is wrong with it.</summary>
    public Distribution? Read(StudyNode node, string path, bool grid)
    {
        switch (node.Kind)
        {
            case NodeKind.List:
                RefuseShorthand(node, path, "values");
                return DistributionFields.Choices(context, node, path) is ParameterValue[] values
                    ? new CategoricalDistribution(values)
                    : null;
            case NodeKind.Scalar when node.IsNull:
                context.Problems.Add(node, path, $"{path} is empty.", Forms);
                return null;
            case NodeKind.Scalar:
                RefuseShorthand(node, path, "value");
                return new ConstantDistribution(node.Value);
        }

        int before = context.Problems.Count;
        var section = new SectionReader(node, path, ParameterFields.ParameterSection, context.Problems);
        section.CheckKeys();
        if (FormOf(section, node, path) is not DistributionForm form)
            return null;
        CheckKeys(form, node, path);
        if (context.Problems.Count > before)
            return null;
        Distribution? distribution = form.Create(new DistributionFields(context, section, grid));
        if (context.Problems.Count > before)
            return null;
        foreach (string fault in distribution?.Faults() ?? [])
            context.Problems.Add(node, path, $"{path}: {fault}");
        return distribution;
    }

    private void RefuseShorthand(StudyNode node, string path, string key)
    {
        if (!context.IsSweep)
            return;
        context.Problems.Add(
            node,
            path,
            $"{path} is {node.Show()}, but in a W&B sweep file a parameter is a mapping.",
            $"Write {{{key}: {(node.Kind == NodeKind.List ? node.Show() : node.Text)}}}.");
    }

    private DistributionForm? FormOf(SectionReader section, StudyNode node, string path)
    {
        if (node.Find("distribution") is { IsNull: false })
            return section.Text(ParameterFields.Distribution) is string name ? Distributions.Find(name) : null;
        if (node.Find("value") is not null)
            return Distributions.Find("constant");
        if (node.Find("values") is not null)
            return Distributions.Find(node.Find("probabilities") is null ? "categorical" : "categorical_w_probabilities");
        if (node.Find("min") is StudyNode min && node.Find("max") is StudyNode max)
        {
            StudyNode? step = node.Find("step");
            return Distributions.Find(IsInteger(min) && IsInteger(max) && (step is null || IsInteger(step)) ? "int_uniform" : "uniform");
        }

        if (node.Find("min") is null && node.Find("max") is null)
            context.Problems.Add(node, path, $"{path} does not say which values it takes.", Forms);
        else
            context.Problems.Add(
                node, path, $"{path} has {(node.Find("min") is null ? "max, but no min" : "min, but no max")}.", "Write both.");
        return null;
    }

    private static bool IsInteger(StudyNode node) => node.Kind == NodeKind.Scalar && node.Value.Kind == ParameterKind.Integer;

    private void CheckKeys(DistributionForm form, StudyNode node, string path)
    {
        foreach (NodeMember member in node.Members)
        {
            if (!Distributions.Fields.Any(field => field.Name == member.Name) || form.Fields.Any(field => field.Name == member.Name))
                continue;
            string place = $"{path}.{member.Name}", fields = string.Join(", ", form.Fields.Select(field => field.Name));
            context.Problems.Add(
                member.Place, place, $"{place} does not go with the distribution {form.Name}, which takes {fields}.", "Remove it.");
        }

        string[] missing = [.. form.Required.Select(field => field.Name).Where(key => node.Find(key) is null)];
        if (missing.Length == 0)
            return;
        string added = missing.Length == 1 ? "it" : "them";
        context.Problems.Add(
            node, path, $"{path} lacks {string.Join(" and ", missing)}, which the distribution {form.Name} needs.", $"Add {added}.");
    }
}
