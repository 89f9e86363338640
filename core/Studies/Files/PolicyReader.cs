using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads policies that are trained.</summary>
internal sealed class PolicyReader(StudyContext context)
{
    /// <summary>Whether a model is a policy.</summary>
    public static bool IsPolicy(StudyNode node)
    {
        StudyNode? name = node.Kind == NodeKind.Mapping ? node.Find("name") : node;
        return name is { Kind: NodeKind.Scalar } && PolicyRegistry.Entries.Any(entry => entry.Name == name.Text);
    }

    /// <summary>The policy, or null where it is none.</summary>
    public PolicySpec? Read(SectionReader top, StudyNode node)
    {
        if (new ComponentReader(context).ReadModel(node) is not ComponentSpec model)
            return null;
        // A sweep file has the environment among its parameters, if at all; what takes several values is reported with the others.
        ParameterSet settings = model.Settings;
        if (!settings.TryGet("environment", out _)
            && top.Node(StudyFields.Parameters)?.Find("environment") is { } named
            && (named.Kind == NodeKind.Mapping ? named.Find("value") : named) is { Kind: NodeKind.Scalar } value
            && model.Settings.Names.All(name => name != "environment")
            && PolicyRegistry.Entries[0].Settings.Single(setting => setting.Name == "environment").Accepts(value.ToValue()))
            settings = new ParameterSet([.. settings.Names, "environment"], [.. settings.Values, value.ToValue()]);
        var spec = new PolicySpec(model.Name, settings);
        // An environment that does not exist has been reported with the other settings.
        if (!spec.IsKnown)
            return null;
        if (spec.Misfit is string misfit)
            context.Problems.Add(node, "model", misfit, "Write model: ppo, or another environment.");
        foreach (Field field in new[] { ModelFields.Labels, ModelFields.Validation })
        {
            if (top.Node(field) is StudyNode other)
                context.Problems.Add(
                    other, field.Name, $"{field.Name} has no meaning for {model.Name}, which learns from rewards.", "Remove it.");
        }

        CheckMarket(top, spec);
        foreach (string name in settings.Names.Where(name => spec.AllSettings.All(setting => setting.Name != name)))
            context.Problems.Add(
                node.Find(name) ?? node,
                $"model.{name}",
                $"{name} has no meaning in {spec.EnvironmentName}.",
                Nearest.Advice(name, [.. spec.AllSettings.Select(setting => setting.Name)]));
        string[] ignored = [
            .. new[]
            {
                ProgramFields.Program, ProgramFields.Command
            }.Where(field => top.Node(field) is not null).Select(field => field.Name)
        ];
        if (ignored.Length > 0)
        {
            string verbs = ignored.Length == 1 ? "has no meaning and is" : "have no meaning and are";
            context.Notes.Add($"The policy is trained here, so {string.Join(" and ", ignored)} {verbs} ignored.");
        }

        return spec.NeedsMarket ? spec with { Features = new FeatureReader(context).Read(top) } : spec;
    }

    /// <summary>Takes parameters with a single value that name settings of the study, and checks what must go together.</summary>
    public PolicySpec WithConstants(
        SectionReader top, PolicySpec policy, SearchSpace? space, IReadOnlyDictionary<string, StudyNode> nodes)
    {
        ParameterSet settings = policy.Settings;
        foreach (Parameter parameter in space?.Parameters ?? [])
        {
            string path = $"parameters.{parameter.Name}";
            Place place = nodes.TryGetValue(parameter.Name, out StudyNode? node) ? node.Place : top.Place;
            if (policy.Settings.TryGet(parameter.Name, out ParameterValue known))
            {
                if (parameter.Name != "environment" || parameter.Distribution.Count != 1 || parameter.Distribution.ValueAt(0) != known)
                    context.Problems.Add(place, path, $"{path} is fixed under model, too.", "Remove one of the two.");
                continue;
            }

            if (!policy.SharedSettings.Contains(parameter.Name))
                continue;
            if (parameter.Distribution.Count == 1)
                settings = new ParameterSet([.. settings.Names, parameter.Name], [.. settings.Values, parameter.Distribution.ValueAt(0)]);
            else
                context.Problems.Add(
                    place, path, $"{path} takes several values, but must be the same for all trials of a study.", "Give it one value.");
        }

        if (space is not null)
        {
            CheckBatches(policy, space, top, nodes);
            CheckLayers(policy, space, nodes);
        }

        return policy with { Settings = settings };
    }

    private void CheckMarket(SectionReader top, PolicySpec spec)
    {
        StudyNode? data = top.Node(StudyFields.Data);
        if (spec.NeedsMarket && data is null)
            context.Problems.Add(
                top.Place,
                "data",
                "data is missing.",
                "Name the market data of at least one symbol, such as data: {EURUSD: data/eurusd.csv}.");
        if (spec.NeedsMarket)
            return;
        foreach (Field field in new Field[] { StudyFields.Data, ModelFields.Features, StudyFields.Scenarios })
        {
            if (top.Node(field) is StudyNode node)
                context.Problems.Add(
                    node,
                    field.Name,
                    $"{field.Name} has no meaning in {spec.EnvironmentName}, which has no market.",
                    "Remove it, or write environment: execution or trading.");
        }
    }

    // Layers are lists, or texts of lists, which no bound describes.
    private void CheckLayers(PolicySpec policy, SearchSpace space, IReadOnlyDictionary<string, StudyNode> nodes)
    {
        if (space.Parameters.FirstOrDefault(parameter => parameter.Name == "net_arch") is not Parameter layers
            || layers.Distribution.Count is not long count
            || !nodes.TryGetValue(layers.Name, out StudyNode? node))
            return;
        for (long i = 0; i < count; i++)
        {
            try
            {
                policy.CheckLayers(layers.Distribution.ValueAt(i));
            }
            catch (InvalidInputException fault)
            {
                foreach (InputProblem problem in fault.Problems)
                    context.Problems.Add(problem with { Place = node.Place });
            }
        }
    }

    // What no trial can have is a fault; what some cannot, a note.
    private void CheckBatches(
        PolicySpec policy, SearchSpace space, SectionReader top, IReadOnlyDictionary<string, StudyNode> nodes)
    {
        const string Batch = "batch_size", Steps = "n_steps";
        if (policy.AllSettings.All(setting => setting.Name != Steps)
            || (!nodes.ContainsKey(Batch) && !nodes.ContainsKey(Steps))
            || space.Constraints.Any(constraint => constraint.Text.Contains(Batch, StringComparison.Ordinal)))
            return;
        double[] batches = Extremes(Batch), steps = Extremes(Steps);
        if (batches.Max() <= steps.Min())
            return;
        if (batches.Min() > steps.Max())
            context.Problems.Add(
                (nodes.GetValueOrDefault(Batch) ?? nodes.GetValueOrDefault(Steps))?.Place ?? top.Place,
                $"parameters.{(nodes.ContainsKey(Batch) ? Batch : Steps)}",
                $"{Batch} is {batches.Min()} or more, but an update has {steps.Max()} steps at most, so that every trial would fail.",
                $"Lower {Batch}, or raise {Steps}.");
        else
            context.Notes.Add(
                $"Trials with {Batch} above {Steps} will fail: an update has no more steps. A constraint keeps the search within: "
                    + $"constraints: [{Batch} <= {Steps}].");

        double[] Extremes(string name) =>
            space.Parameters.FirstOrDefault(parameter => parameter.Name == name) is Parameter searched
                ? [
                    .. searched.Distribution.Extremes().Select(extreme => extreme.Value).Where(value => value.IsNumber)
                        .Select(value => value.AsDouble()).DefaultIfEmpty(double.NaN)
                ]
                : policy.Settings.TryGet(name, out ParameterValue value) && value.IsNumber
                    ? [value.AsDouble()]
                    : [policy.AllSettings.Single(setting => setting.Name == name).Default.AsDouble()];
    }
}
