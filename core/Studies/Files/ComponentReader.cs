using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads samplers and pruners, with their settings.</summary>
internal sealed class ComponentReader(StudyContext context)
{
    /// <summary>The name under which W&amp;B's <c>early_terminate</c> is known as a pruner.</summary>
    public const string WandbHyperband = "wandb_hyperband";

    private static readonly Field TypeField = new("type", FieldType.Text, "W&B knows hyperband only.") { Choices = ["hyperband"] };

    /// <summary>The sampler, or null where the file does not say.</summary>
    public ComponentSpec? ReadSampler(SectionReader top, bool severalMetrics)
    {
        StudyNode? sampler = top.Node(StudyFields.Sampler), method = top.Node(StudyFields.Method);
        if (sampler is not null && method is not null)
        {
            context.Problems.Add(method, "method stands beside sampler, but they are two words for one thing. Remove one of them.");
            return null;
        }

        if (method is null)
        {
            ComponentSpec? named = sampler is null ? null : Read(StudyFields.Sampler, sampler, context.Catalog.Samplers);
            // These model one number; the others rank by all metrics, or do not look at them.
            if (severalMetrics && named?.Name is "cmaes" or "gp")
                context.Problems.Add(sampler!, $"sampler is {named.Name}, which optimises one metric, but there are several. Use nsga2 or tpe, or combine the metrics in one expression.");
            return named;
        }

        return top.Text(StudyFields.Method) switch
        {
            "bayes" => new ComponentSpec("auto"),
            "custom" => new ComponentSpec(severalMetrics ? "nsga2" : "auto"),
            string name => new ComponentSpec(name),
            null => null,
        };
    }

    /// <summary>The pruner, or null for none.</summary>
    public ComponentSpec? ReadPruner(SectionReader top)
    {
        StudyNode? pruner = top.Node(StudyFields.Pruner), early = top.Node(StudyFields.EarlyTerminate);
        if (pruner is not null && early is not null)
            context.Problems.Add(early, "early_terminate stands beside pruner, but they are two words for one thing. Remove one of them.");
        if (early is not null)
            return ReadEarlyTerminate(top, early);
        if (pruner is null || pruner.Text == "none" || pruner.Find("name")?.Text == "none")
            return null;
        return Read(StudyFields.Pruner, pruner, context.Catalog.Pruners);
    }

    private ComponentSpec? Read(Field field, StudyNode node, IReadOnlyList<CatalogEntry> entries)
    {
        string[] names = [.. entries.Select(entry => entry.Name)];
        StudyNode? nameNode = node.Kind == NodeKind.Mapping ? node.Find("name") : node;
        if (nameNode is null || nameNode.Kind != NodeKind.Scalar || nameNode.IsNull)
        {
            context.Problems.Add(node, node.Kind == NodeKind.Mapping
                ? $"{field.Name}.name is missing. Known are {string.Join(", ", names)}."
                : $"{field.Name} is {node.Show()}, but must be a name, or a mapping with name and settings. For example: {field.Example}.");
            return null;
        }

        if (StudyCatalog.Find(entries, nameNode.Text) is not CatalogEntry entry)
        {
            context.Problems.Add(nameNode, $"{field.Name} is '{nameNode.Text}', which does not exist. {Nearest.Advice(nameNode.Text, names)}");
            return null;
        }

        int before = context.Problems.Count;
        var component = new ComponentSpec(entry.Name, ReadSettings(node, field.Name, entry, "name"));
        return context.Problems.Count > before ? component : Checked(component, node, field == StudyFields.Pruner);
    }

    private ParameterSet ReadSettings(StudyNode node, string path, CatalogEntry entry, string nameKey)
    {
        var names = new List<string>();
        var values = new List<ParameterValue>();
        foreach (NodeMember member in node.Members)
        {
            if (member.Name == nameKey || member.Node.IsNull)
                continue;
            if (entry.Settings.FirstOrDefault(setting => setting.Name == member.Name) is not SettingDefinition setting)
            {
                context.Problems.Add(member.Place, $"{member.Name} is not a setting of {path}{(nameKey == "name" ? " " + entry.Name : string.Empty)}. {Nearest.Advice(member.Name, [.. entry.Settings.Select(known => known.Name)])}");
                continue;
            }

            ParameterValue value = member.Node.ToValue();
            if (SettingChecker.Fault(setting, value) is string expected)
            {
                string hint = setting.Choices is not null && Nearest.Find(value.ToString(), setting.Choices) is string nearest ? $" Did you mean {nearest}?" : string.Empty;
                context.Problems.Add(member.Node, $"{path}.{member.Name} is {member.Node.Show()}, but must be {expected}.{hint}");
                continue;
            }

            names.Add(member.Name);
            values.Add(setting.Kind == ParameterKind.Float && value.Kind == ParameterKind.Integer ? ParameterValue.Of(value.AsDouble()) : value);
        }

        return new ParameterSet([.. names], [.. values]);
    }

    private ComponentSpec? ReadEarlyTerminate(SectionReader top, StudyNode node)
    {
        const string Path = "early_terminate";
        CatalogEntry? entry = StudyCatalog.Find(context.Catalog.Pruners, WandbHyperband);
        if (node.Kind != NodeKind.Mapping || entry is null)
        {
            top.Reject(StudyFields.EarlyTerminate, node);
            return null;
        }

        int before = context.Problems.Count;
        if (node.Find("type") is null)
            context.Problems.Add(node, $"{Path}.type is missing. Write type: hyperband.");
        new SectionReader(node, Path, [TypeField], context.Problems).Text(TypeField);
        bool min = node.Find("min_iter") is { IsNull: false }, max = node.Find("max_iter") is { IsNull: false }, s = node.Find("s") is { IsNull: false };
        if (!min && !max)
            context.Problems.Add(node, $"{Path} has neither min_iter nor max_iter. Add min_iter, the first step at which to stop trials, such as min_iter: 3.");
        else if (!min && !s)
            context.Problems.Add(node, $"{Path} has max_iter, but no s. Add s, the number of steps at which to stop trials, such as s: 2.");
        var component = new ComponentSpec(WandbHyperband, ReadSettings(node, Path, entry, "type"));
        return context.Problems.Count > before ? component : Checked(component, node, pruner: true);
    }

    // Settings that are good one by one may not go together; only making the component shows it.
    private ComponentSpec Checked(ComponentSpec component, StudyNode node, bool pruner)
    {
        try
        {
            if (pruner && PrunerRegistry.Find(component.Name) is not null)
                PrunerRegistry.Create(component, "study");
            else if (!pruner && SamplerRegistry.Find(component.Name) is not null)
                SamplerRegistry.Create(component);
        }
        catch (InvalidInputException fault)
        {
            foreach (InputProblem problem in fault.Problems)
            {
                string key = problem.Place[(problem.Place.LastIndexOf('.') + 1)..];
                context.Problems.Add(node.Find(key) ?? node, $"{(pruner ? "pruner" : "sampler")} {component.Name}: {problem.Message}");
            }
        }

        return component;
    }
}
