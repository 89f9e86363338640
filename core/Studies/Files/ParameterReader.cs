using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads parameters, their conditions and the constraints on them.</summary>
internal sealed class ParameterReader(StudyContext context)
{
    private readonly List<Parameter> parameters = [];
    private readonly List<string> groups = [];
    private readonly Dictionary<string, StudyNode> nodes = new(StringComparer.Ordinal);
    private readonly List<(string Name, NodeMember Condition)> conditions = [];
    private readonly DistributionReader distributions = new(context);

    /// <summary>Where each parameter is written.</summary>
    public IReadOnlyDictionary<string, StudyNode> Nodes => nodes;

    /// <summary>The flat names of nested groups of parameters.</summary>
    public IReadOnlyList<string> Groups => groups;

    /// <summary>The search space, or null when something is wrong with it.</summary>
    /// <param name="top">The whole file.</param>
    /// <param name="grid">Whether the sampler enumerates, so that quantized ranges are W&amp;B's lists.</param>
    /// <param name="settings">What the objective takes, or null for anything.</param>
    /// <param name="owner">What has these settings, for messages: the strategy.</param>
    public SearchSpace? Read(SectionReader top, bool grid, IReadOnlyList<Setting>? settings, string owner)
    {
        int before = context.Problems.Count;
        if (top.Node(StudyFields.Parameters) is not StudyNode section)
        {
            // One cause, one message.
            if (!top.IsMisspelt(StudyFields.Parameters))
                context.Problems.Add(
                    top.Place,
                    "parameters",
                    "parameters is missing.",
                    $"Say what is searched. {StudyFields.Parameters.Remedy}");
            return null;
        }

        if (section.Kind != NodeKind.Mapping || section.Members.Count == 0)
        {
            top.Reject(StudyFields.Parameters with { Kind = SettingKind.Section }, section);
            return null;
        }

        ReadMembers(section, string.Empty, "parameters", [], grid, 0);
        if (settings is not null)
            new ParameterChecker(context).Check(parameters, nodes, settings, owner);
        Parameter[] complete = [.. parameters.Select(WithConditions)];
        IReadOnlyList<IConstraint> constraints = ReadConstraints(top);
        return context.Problems.Count == before ? CreateSpace(complete, constraints, top) : null;
    }

    private void ReadMembers(StudyNode section, string prefix, string path, List<NodeMember> inherited, bool grid, int depth)
    {
        foreach (NodeMember member in section.Members)
        {
            string name = prefix + member.Name, place = $"{path}.{member.Name}";
            if (!IsName(member.Name))
            {
                context.Problems.Add(
                    member.Place,
                    place,
                    $"{place} is not a good name for a parameter.",
                    "Begin with a letter or an underscore, and use letters, digits, dots, hyphens and underscores only.");
                continue;
            }

            if (member.Node.Kind == NodeKind.Mapping && member.Node.Find("parameters") is { Kind: NodeKind.Mapping } nested)
            {
                foreach (NodeMember other in member.Node.Members.Where(other => other.Name is not ("parameters" or "when")))
                    context.Problems.Add(
                        other.Place,
                        $"{place}.{other.Name}",
                        $"{place}.{other.Name} stands beside nested parameters, which are not a parameter themselves.",
                        "Remove it, or move it into one of them.");
                if (nested.Members.Count == 0)
                    context.Problems.Add(nested, $"{place}.parameters", $"{place}.parameters is empty.", "Add a parameter, or remove it.");
                groups.Add(name);
                ReadMembers(nested, name + ".", place + ".parameters", WithOwn(inherited, member.Node), grid, depth + 1);
                continue;
            }

            if (!nodes.TryAdd(name, member.Node))
            {
                context.Problems.Add(
                    member.Place,
                    place,
                    $"{place} is the parameter {name}, which exists already.",
                    "Rename one of the two.");
                continue;
            }

            foreach (NodeMember condition in WithOwn(inherited, member.Node))
                conditions.Add((name, condition));
            if (distributions.Read(member.Node, place, grid) is Distribution distribution)
                parameters.Add(new Parameter(name, distribution));
        }
    }

    private List<NodeMember> WithOwn(List<NodeMember> inherited, StudyNode node)
    {
        if (node.Find("when") is not StudyNode when || when.IsNull)
            return inherited;
        if (when.Kind == NodeKind.Mapping)
            return [.. inherited, .. when.Members];
        context.Problems.Reject(when, "when", "a mapping from parameter to value", ParameterFields.When.Remedy);
        return inherited;
    }

    private Parameter WithConditions(Parameter parameter)
    {
        var own = new List<Condition>();
        foreach ((string name, NodeMember member) in conditions)
        {
            if (name != parameter.Name)
                continue;
            if (member.Name == name || !nodes.ContainsKey(member.Name))
            {
                string path = $"parameters.{name}";
                if (member.Name == name)
                    context.Problems.Add(member.Place, path, $"{path} depends on itself.", "Name another parameter, or remove it.");
                else
                    context.Problems.Add(
                        member.Place,
                        path,
                        $"{path} depends on {member.Name}, which is not a parameter.",
                        Nearest.Advice(member.Name, [.. nodes.Keys.Where(other => other != name)]));
                continue;
            }

            ParameterValue[] values = [
                .. (member.Node.Kind == NodeKind.List ? member.Node.Items : [member.Node]).Select(item => item.ToValue())
            ];
            Parameter? parent = parameters.Find(other => other.Name == member.Name);
            foreach (ParameterValue value in values.Where(value => parent is not null && !parent.Distribution.Contains(value)))
                context.Problems.Add(
                    member.Node,
                    $"parameters.{name}",
                    $"parameters.{name} is active when {member.Name} is '{value}', but {member.Name} never is.",
                    "Use one of its values.");
            own.Add(new Condition(member.Name, values));
        }

        return own.Count == 0 ? parameter : parameter with { When = own };
    }

    private List<IConstraint> ReadConstraints(SectionReader top)
    {
        var constraints = new List<IConstraint>();
        if (top.Node(StudyFields.Constraints) is not StudyNode section)
            return constraints;
        if (section.Kind == NodeKind.Mapping)
        {
            context.Problems.Reject(section, "constraints", "a list of conditions", StudyFields.Constraints.Remedy);
            return constraints;
        }

        List<StudyNode> items = section.Kind == NodeKind.List ? section.Items : [section];
        for (int i = 0; i < items.Count; i++)
        {
            string path = section.Kind == NodeKind.List ? $"constraints[{i}]" : "constraints";
            if (items[i].Kind != NodeKind.Scalar || items[i].IsNull)
                context.Problems.Reject(items[i], path, "a condition such as fast < slow");
            else if (
                ExpressionConstraint.TryCreate(
                    items[i].Text, [.. nodes.Keys], out ExpressionConstraint? constraint, out ExpressionFault? fault))
                constraints.Add(constraint);
            else
                context.Reject(items[i], path, fault);
        }

        return constraints;
    }

    // What is left for the space to find: conditions in a circle, constraints that nothing meets.
    private SearchSpace? CreateSpace(Parameter[] complete, IReadOnlyList<IConstraint> constraints, SectionReader top)
    {
        try
        {
            var space = new SearchSpace(complete, constraints);
            if (constraints.Count > 0)
                CheckSatisfiable(space);
            return space;
        }
        catch (InvalidInputException fault)
        {
            Report(fault, top);
            return null;
        }
    }

    /// <summary>Reports a grid that cannot be numbered.</summary>
    public void CheckGrid(SectionReader top, SearchSpace space)
    {
        try
        {
            _ = space.GridSize;
        }
        catch (InvalidInputException fault)
        {
            Report(fault, top);
        }
    }

    private void Report(InvalidInputException fault, SectionReader top)
    {
        foreach (InputProblem problem in fault.Problems)
        {
            StudyNode? node = problem.Field == StudyFields.Constraints.Name ? top.Node(StudyFields.Constraints) : FindNode(problem.Field);
            string detail = problem.Field.Length == 0 ? problem.Detail : $"{problem.Field}: {problem.Detail}";
            context.Problems.Add(problem with { Place = node?.Place ?? top.Place, Detail = detail });
        }
    }

    private static void CheckSatisfiable(SearchSpace space)
    {
        try
        {
            var random = new RandomStream(1, 0);
            space.Sample(ref random);
        }
        catch (InvalidInputException unlucky) when (space.Parameters.All(parameter => parameter.Distribution.Count is not null))
        {
            // Points may be too rare to draw. Only counting knows, and gives up itself where there is too much to count.
            try
            {
                _ = space.GridSize;
            }
            catch (InvalidInputException fault) when (fault.Problems[0].Field != StudyFields.Constraints.Name)
            {
                throw unlucky;
            }
        }
    }

    private StudyNode? FindNode(string path)
    {
        foreach ((string name, StudyNode node) in nodes)
        {
            string own = $"{StudyFields.Parameters.Name}.{name}";
            if (path == own || path.StartsWith(own + ".", StringComparison.Ordinal))
                return node;
        }

        return null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 200
            && (char.IsAsciiLetter(name[0]) || name[0] == '_')
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
