using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Schema;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads samplers, pruners and models, with their settings.</summary>
internal sealed class ComponentReader(StudyContext context)
{
    /// <summary>The name under which W&amp;B's <c>early_terminate</c> is known as a pruner.</summary>
    private const string WandbHyperband = "wandb_hyperband";

    private static readonly Setting TypeField = new("type", SettingKind.Text, "W&B knows hyperband only.") { Choices = ["hyperband"] };

    /// <summary>The form of <c>early_terminate</c> in the JSON Schema.</summary>
    public static void WriteEarlyTerminate(SchemaWriter schema) =>
        schema.Component(StudyCatalog.Find(schema.Catalog.Pruners, WandbHyperband)!, TypeField.Name, TypeField.Choices!);

    /// <summary>The sampler, or null where the file does not say.</summary>
    public ComponentSpec? ReadSampler(SectionReader top, bool severalMetrics)
    {
        StudyNode? sampler = top.Node(StudyFields.Sampler), method = top.Node(StudyFields.Method);
        if (sampler is not null && method is not null)
        {
            context.Problems.Add(
                method, "method", "method stands beside sampler, but they are two words for one thing.", "Remove one of them.");
            return null;
        }

        if (method is null)
            return sampler is null ? null : Read(StudyFields.Sampler, sampler, context.Catalog.Samplers, severalMetrics);
        return top.Text(StudyFields.Method) switch
        {
            "bayes" => new ComponentSpec("auto"),
            "custom" => new ComponentSpec(severalMetrics ? "nsga2" : "auto"),
            string name => new ComponentSpec(name),
            null => null,
        };
    }

    /// <summary>The model, or null where it is none.</summary>
    public ComponentSpec? ReadModel(StudyNode node) => Read(ModelFields.Model, node, context.Catalog.Models, severalMetrics: false);

    /// <summary>The strategy of meta-labels, or null where it is none.</summary>
    public ComponentSpec? ReadMeta(StudyNode node) =>
        Read(
            ModelFields.Meta,
            node,
            // Whether values go together is judged trial by trial, as they may be searched; each must be good by itself.
            [.. context.Catalog.Strategies.Select(static entry => entry with { Check = static _ => { } })],
            severalMetrics: false,
            "labels.meta",
            "strategy");

    /// <summary>The pruner, or null for none.</summary>
    public ComponentSpec? ReadPruner(SectionReader top)
    {
        StudyNode? pruner = top.Node(StudyFields.Pruner), early = top.Node(StudyFields.EarlyTerminate);
        if (pruner is not null && early is not null)
        {
            context.Problems.Add(
                early, "early_terminate", "early_terminate stands beside pruner, but they are two words for one "
                    + "thing.", "Remove one of them.");
        }

        if (early is not null)
            return ReadEarlyTerminate(top, early);
        if (pruner is null || pruner.Text == "none" || pruner.Find("name")?.Text == "none")
            return null;
        return Read(StudyFields.Pruner, pruner, context.Catalog.Pruners, severalMetrics: false);
    }

    private ComponentSpec? Read(
        Field field,
        StudyNode node,
        IReadOnlyList<CatalogEntry> entries,
        bool severalMetrics,
        string? at = null,
        string nameKey = "name")
    {
        string path = at ?? field.Name;
        string[] names = [.. entries.Select(entry => entry.Name)];
        StudyNode? nameNode = node.Kind == NodeKind.Mapping ? node.Find(nameKey) : node;
        if (nameNode is null || nameNode.Kind != NodeKind.Scalar || nameNode.IsNull)
        {
            if (node.Kind == NodeKind.Mapping)
                context.Problems.Add(
                    node, $"{path}.{nameKey}", $"{path}.{nameKey} is missing.", $"Known are {string.Join(", ", names)}.");
            else
                context.Problems.Reject(node, path, $"a name, or a mapping with {nameKey} and settings", field.Remedy);
            return null;
        }

        if (StudyCatalog.Find(entries, nameNode.Text) is not CatalogEntry entry)
        {
            string advice = Nearest.Advice(nameNode.Text, names);
            context.Problems.Add(nameNode, path, $"{path} is '{nameNode.Text}', which does not exist.", advice);
            return null;
        }

        if (severalMetrics && entry.OneMetricOnly)
        {
            context.Problems.Add(
                node,
                field.Name,
                $"{field.Name} is {entry.Name}, which optimises one metric, but there are several.",
                "Use nsga2 or tpe, or combine the metrics in one expression.");
        }

        return Read(node, path, $"{path} {entry.Name}", entry, nameKey);
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

        if (node.Find(TypeField.Name) is null)
            context.Problems.Add(node.Place, $"{Path}.type", $"{Path}.type is missing.", "Write type: hyperband.");
        new SectionReader(node, Path, [TypeField], context.Problems).Text(TypeField);
        return Read(node, Path, Path, entry, TypeField.Name);
    }

    // Settings that are good one by one may not go together; only making the component shows it.
    private ComponentSpec Read(StudyNode node, string path, string title, CatalogEntry entry, string nameKey)
    {
        var names = new List<string>();
        var values = new List<ParameterValue>();
        foreach (NodeMember member in node.Members)
        {
            if (member.Name == nameKey || member.Node.IsNull)
                continue;
            ParameterValue value = member.Node.ToValue();
            bool widens = value.Kind == ParameterKind.Integer
                && entry.Settings.Any(setting => setting.Name == member.Name && setting.Kind == SettingKind.Number);
            names.Add(member.Name);
            values.Add(widens ? ParameterValue.Of(value.AsDouble()) : value);
        }

        var settings = new ParameterSet([.. names], [.. values]);
        try
        {
            entry.Check?.Invoke(new SettingValues(path, title, entry.Settings, settings));
        }
        catch (InvalidInputException fault)
        {
            foreach (InputProblem problem in fault.Problems)
                context.Problems.Add(problem with { Place = PlaceOf(problem) });
        }

        return new ComponentSpec(entry.Name, settings);

        // A value where there is one, the key of what is no setting, and otherwise the whole.
        Place PlaceOf(InputProblem problem)
        {
            NodeMember? member = node.Members.Find(member => problem.Field == $"{path}.{member.Name}");
            return member is null ? node.Place : problem.Value is null ? member.Place : member.Node.Place;
        }
    }
}
